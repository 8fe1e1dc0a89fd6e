import Foundation

/// Runs a program of the system with bounds, so that whatever it is fed can't hurt the server: no shell, no input, limits
/// on time, memory and output.
public enum Subprocess {
  /// How a program ended, and what it printed.
  public struct Ended: Sendable {
    /// Exit status; 124 or 137 if the time limit ended it.
    public let status: Int32
    /// Standard output.
    public let output: Data
    /// Standard error, as text.
    public let errors: String
    /// The time limit ended it.
    public var timedOut: Bool { status == 124 || status == 137 }
  }

  /// - Parameters:
  ///   - seconds: Of wall time, after which it is ended, and killed two seconds later.
  ///   - megabytes: Of address space, and of any file that it writes.
  ///   - isStopped: Asked ten times a second; once it says yes, the program is ended as by the time limit.
  /// - Throws: ``Unreadable`` if the program is not installed or printed more than fits.
  public static func run(
    _ program: String, _ arguments: [String], seconds: Int, megabytes: Int, isStopped: (() -> Bool)? = nil
  ) throws -> Ended {
    let folder = try TemporaryFolder.folder("run")
    defer { try? FileManager.default.removeItem(at: folder) }
    let (out, err) = (folder.appendingPathComponent("out"), folder.appendingPathComponent("err"))
    for file in [out, err] { _ = FileManager.default.createFile(atPath: file.path, contents: nil) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/timeout")
    let bytes = megabytes * 1_048_576
    process.arguments =
      ["-k", "2", "\(seconds)", "/usr/bin/prlimit", "--as=\(bytes)", "--fsize=\(bytes)", "--core=0", program]
      + arguments
    process.environment = ["PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": folder.path, "TMPDIR": folder.path]
    process.currentDirectoryURL = folder
    process.standardInput = FileHandle.nullDevice
    let (outHandle, errHandle) = (try FileHandle(forWritingTo: out), try FileHandle(forWritingTo: err))
    process.standardOutput = outHandle
    process.standardError = errHandle
    try process.run()
    while let isStopped, process.isRunning {
      if isStopped() {
        stop(process)
        break
      }
      Thread.sleep(forTimeInterval: 0.1)
    }
    process.waitUntilExit()
    try outHandle.close()
    try errHandle.close()
    let errors = String(decoding: (try? Data(contentsOf: err)) ?? Data(), as: UTF8.self)
    if process.terminationStatus == 127 { throw Unreadable("\(program) is not installed; run scripts/setup.") }
    return Ended(
      status: process.terminationStatus, output: try Data(contentsOf: out, options: .alwaysMapped),
      errors: String(errors.suffix(4000)))
  }
}

extension Subprocess {
  /// Asks it to end, and two seconds later ends it with everything it started: what begins on a thread of the server may
  /// have inherited that it does not hear of the first. `timeout` leads a group of its own.
  private static func stop(_ process: Process) {
    process.terminate()
    let end = ContinuousClock.now + .seconds(2)
    while process.isRunning, ContinuousClock.now < end { Thread.sleep(forTimeInterval: 0.05) }
    if process.isRunning { kill(-process.processIdentifier, SIGKILL) }
  }
}

/// A name for a file or folder that is thrown away. Foundation's unique strings are constant when descriptors run out.
public func temporaryName(_ beginning: String) -> String {
  var generator = SystemRandomNumberGenerator()
  return "\(beginning)-\(String(UInt64.random(in: .min ... .max, using: &generator), radix: 36))"
}
