// RegisterKit
