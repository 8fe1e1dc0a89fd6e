import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTPTypes
import NIOHTTPTypesHTTP1
import Synchronization

/// How much the server takes on at once.
public struct ServerLimits: Sendable {
  /// Connections held at a time. Each is a file to the system; files of the database, uploads and programs that are
  /// started need some too.
  public var connections: Int
  /// Seconds after which a connection on which nothing happens is closed.
  public var idleSeconds: Int
  /// A body brings ``leastBytes`` in each span of so many seconds, until it is whole.
  public var bodySeconds: Int
  /// Requests that an account or a token may send a minute; 0 for as many as they like. External auditors have a tenth: each
  /// of their looks is an entry of the ledger.
  public var requestsPerMinute: Int
  /// 8 kB a second, which the slowest line of today has.
  public let leastBytes = 80_000

  /// Two hundred a second, all day.
  public static let usualRequests = 12_000

  /// - Parameter descriptors: Files that the process may have open.
  public init(descriptors: Int, idleSeconds: Int = 60, requestsPerMinute: Int = ServerLimits.usualRequests) {
    self.requestsPerMinute = requestsPerMinute
    connections = max(8, min(4096, descriptors - 64))
    self.idleSeconds = idleSeconds
    bodySeconds = max(1, min(10, idleSeconds))
  }
}

/// Keeps the number of connections below the limit: at the limit, the one that has been silent for the longest makes
/// room, then the one whose request has been coming for the longest; where all are being answered, the new one is told to come
/// back. Neither silence nor a trickle can thus keep others out, nor can one sender alone.
final class Connections: Sendable {
  fileprivate enum Phase { case silent, receiving, answering }
  private struct Entry {
    let channel: any Channel
    let sender: String
    /// Rises with each thing that happens on any connection.
    var used: Int
    var phase = Phase.silent
    var since = NIODeadline.now()
  }
  private struct State {
    var entries: [ObjectIdentifier: Entry] = [:]
    var ofSender = Tally()
    var clock = 0

    mutating func remove(_ id: ObjectIdentifier) {
      if let entry = entries.removeValue(forKey: id) { ofSender.remove(entry.sender) }
    }

    /// Who makes room.
    var dispensable: ObjectIdentifier? {
      if let silent = entries.filter({ $0.value.phase == .silent }).min(by: { $0.value.used < $1.value.used }) {
        return silent.key
      }
      let late = NIODeadline.now() - Connections.unhurried
      return entries.filter { $0.value.phase == .receiving && $0.value.since < late }
        .min { $0.value.since < $1.value.since }?.key
    }
  }
  /// How long a request may be coming before it makes room for others.
  private static let unhurried = TimeAmount.seconds(3)
  private let state = Mutex(State())
  private let most: Int
  private let mostOfSender: Int
  private let proxies: [NetworkRange]
  fileprivate let patience: TimeAmount

  /// - Parameter proxies: Behind which many people are.
  init(_ limits: ServerLimits, proxies: [NetworkRange]) {
    most = limits.connections
    mostOfSender = max(8, limits.connections / 8)
    self.proxies = proxies
    patience = .seconds(Int64(limits.idleSeconds))
  }

  /// Whether there is room for a connection that was opened.
  fileprivate func open(_ channel: any Channel) -> Bool {
    let address = channel.remoteAddress?.ipAddress.flatMap { NetworkAddress($0) }
    let sender = address?.network.description ?? "unknown"
    let isShared = address.map { address in proxies.contains { $0.contains(address) } } ?? true
    let (other, isFull) = state.withLock { state -> ((any Channel)?, Bool) in
      if state.ofSender[sender] >= mostOfSender, !isShared { return (nil, true) }
      var other: (any Channel)?
      if state.entries.count >= most {
        guard let id = state.dispensable else { return (nil, true) }
        other = state.entries[id]?.channel
        state.remove(id)
      }
      state.clock += 1
      state.entries[ObjectIdentifier(channel)] = Entry(channel: channel, sender: sender, used: state.clock)
      state.ofSender.add(sender)
      return (other, false)
    }
    other?.close(promise: nil)
    return !isFull
  }

  fileprivate func close(_ channel: any Channel) { state.withLock { $0.remove(ObjectIdentifier(channel)) } }

  fileprivate func set(_ channel: any Channel, _ phase: Phase) {
    state.withLock { state in
      state.clock += 1
      state.entries[ObjectIdentifier(channel)]?.used = state.clock
      state.entries[ObjectIdentifier(channel)]?.phase = phase
      state.entries[ObjectIdentifier(channel)]?.since = .now()
    }
  }

  func handler() -> any RemovableChannelHandler { ConnectionHandler(self) }
}

/// Tells ``Connections`` what happens on one of them, and sees to it that an answer which is still on its way over a slow
/// line is not taken for silence.
private final class ConnectionHandler: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  /// How long what was accepted has when the server is told to end: what takes longer is broken off before, so that it can
  /// still be told.
  private static let grace = TimeAmount.seconds(8)

  /// How long an answer may take for whoever has closed their own side.
  private static let listening = TimeAmount.seconds(5)

  private let connections: Connections
  private var isOpen = false
  private var isRefused = false
  private var isEnding = false
  /// Requests that are not answered up to the last byte.
  private var waiting = 0
  /// Answers that are written and not yet sent, and who wants the connection closed after them.
  private var unsent = 0
  private var closing: [EventLoopPromise<Void>?] = []

  init(_ connections: Connections) { self.connections = connections }

  func handlerAdded(context: ChannelHandlerContext) {
    let pipeline = context.pipeline.syncOperations
    if let codec = try? pipeline.handler(type: HTTP1ToHTTPServerCodec.self) {
      try? pipeline.addHandler(OldVersion(), position: .before(codec))
    }
    if context.channel.isActive { open(context) }
  }

  func channelActive(context: ChannelHandlerContext) {
    open(context)
    context.fireChannelActive()
  }

  func channelInactive(context: ChannelHandlerContext) {
    if isOpen { connections.close(context.channel) }
    context.fireChannelInactive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    if isRefused { return }
    switch unwrapInboundIn(data) {
    case .head:
      waiting += 1
      connections.set(context.channel, .receiving)
    case .body: break
    case .end: connections.set(context.channel, waiting > 0 ? .answering : .silent)
    }
    context.fireChannelRead(data)
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    guard case .end = unwrapOutboundIn(data) else {
      context.write(data, promise: promise)
      return
    }
    let sent = context.eventLoop.makePromise(of: Void.self)
    unsent += 1
    sent.futureResult.cascade(to: promise)
    sent.futureResult.assumeIsolated().whenComplete { _ in self.didSend(context) }
    context.write(data, promise: sent)
  }

  private func didSend(_ context: ChannelHandlerContext) {
    unsent -= 1
    waiting -= 1
    if waiting <= 0 { connections.set(context.channel, .silent) }
    if unsent == 0, !closing.isEmpty { end(context) }
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if event is ChannelShouldQuiesceEvent {
      isEnding = true
      // Who does not finish sending a request, or taking an answer, can't keep the server from ending.
      let channel = context.channel
      context.eventLoop.scheduleTask(in: Self.grace) { channel.close(promise: nil) }
    }
    if event as? ChannelEvent == .inputClosed {
      // Whoever says nothing more has mostly left; a few still listen, for something short.
      context.eventLoop.assumeIsolated().scheduleTask(in: Self.listening) {
        if self.unsent == 0 { context.close(promise: nil) }
      }
    }
    context.fireUserInboundEventTriggered(event)
  }

  /// Waits for what is still on its way, as long as some of it goes out; not when the server ends.
  func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
    guard mode == .all, unsent > 0, !isEnding, context.channel.isActive else {
      context.close(mode: mode, promise: promise)
      return
    }
    closing.append(promise)
    if closing.count == 1 { watch(context) }
  }

  private func watch(_ context: ChannelHandlerContext) {
    let before = waitingBytes(context)
    context.eventLoop.assumeIsolated().scheduleTask(in: connections.patience) {
      guard !self.closing.isEmpty else { return }
      let now = self.waitingBytes(context)
      if now == nil || now == before { self.end(context) } else { self.watch(context) }
    }
  }

  private func waitingBytes(_ context: ChannelHandlerContext) -> Int? {
    try? context.channel.syncOptions?.getOption(ChannelOptions.bufferedWritableBytes)
  }

  private func end(_ context: ChannelHandlerContext) {
    let promises = closing
    closing = []
    let closed = context.eventLoop.makePromise(of: Void.self)
    for promise in promises { closed.futureResult.cascade(to: promise) }
    context.close(mode: .all, promise: closed)
  }

  private func open(_ context: ChannelHandlerContext) {
    guard !isOpen, !isRefused else { return }
    if connections.open(context.channel) {
      isOpen = true
      return
    }
    isRefused = true
    let head = HTTPResponse(
      status: .serviceUnavailable, headerFields: [.connection: "close", .retryAfter: "2", .contentLength: "0"])
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    let channel = context.channel
    context.writeAndFlush(wrapOutboundOut(.end(nil))).whenComplete { _ in channel.close(promise: nil) }
  }
}
