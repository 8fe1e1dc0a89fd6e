import RegisterKit

/// Every register, one line each: the table of contents of the product.
public enum Catalogue {
  public static let all: [AnyRegister] = [
    // Plan
    Risk.register.erased,
    // Do
    Document.register.erased,
    Person.register.erased,
    Supplier.register.erased,
  ]

  private static let bySlug = Dictionary(uniqueKeysWithValues: all.map { ($0.slug, $0) })

  public static func register(_ slug: String) -> AnyRegister? { bySlug[slug] }
}
