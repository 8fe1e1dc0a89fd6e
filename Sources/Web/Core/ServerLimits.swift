import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTPTypes
import Synchronization

/// How much the server takes on at once.
public struct ServerLimits: Sendable {
  /// Connections held at a time. Each is a file to the system; files of the database, uploads and programs that are
  /// started need some too.
  public var connections: Int
  /// Seconds after which a connection on which nothing happens is closed.
  public var idleSeconds: Int

  /// - Parameter descriptors: Files that the process may have open.
  public init(descriptors: Int, idleSeconds: Int = 60) {
    connections = max(8, min(4096, descriptors - 64))
    self.idleSeconds = idleSeconds
  }
}

/// Keeps the number of connections below the limit: at the limit, the one that has been silent for the longest makes
/// room; where all are at work, the new one is told to come back. Idle connections can thus not keep others out.
final class Connections: Sendable {
  private struct Entry {
    let channel: any Channel
    /// Rises with each thing that happens on any connection.
    var used: Int
    var isBusy = false
  }
  private struct State {
    var entries: [ObjectIdentifier: Entry] = [:]
    var clock = 0
  }
  private let state = Mutex(State())
  private let most: Int
  fileprivate let patience: TimeAmount

  init(_ limits: ServerLimits) {
    most = limits.connections
    patience = .seconds(Int64(limits.idleSeconds))
  }

  /// Whether there is room for a connection that was opened.
  fileprivate func open(_ channel: any Channel) -> Bool {
    let (silent, isFull) = state.withLock { state -> ((any Channel)?, Bool) in
      var silent: (any Channel)?
      if state.entries.count >= most {
        guard let oldest = state.entries.filter({ !$0.value.isBusy }).min(by: { $0.value.used < $1.value.used }) else {
          return (nil, true)
        }
        silent = oldest.value.channel
        state.entries[oldest.key] = nil
      }
      state.clock += 1
      state.entries[ObjectIdentifier(channel)] = Entry(channel: channel, used: state.clock)
      return (silent, false)
    }
    silent?.close(promise: nil)
    return !isFull
  }

  fileprivate func close(_ channel: any Channel) { state.withLock { $0.entries[ObjectIdentifier(channel)] = nil } }

  fileprivate func set(_ channel: any Channel, busy: Bool) {
    state.withLock { state in
      state.clock += 1
      state.entries[ObjectIdentifier(channel)]?.used = state.clock
      state.entries[ObjectIdentifier(channel)]?.isBusy = busy
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

  func handlerAdded(context: ChannelHandlerContext) { if context.channel.isActive { open(context) } }

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
    if case .head = unwrapInboundIn(data) {
      waiting += 1
      connections.set(context.channel, busy: true)
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
    if waiting <= 0 { connections.set(context.channel, busy: false) }
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
