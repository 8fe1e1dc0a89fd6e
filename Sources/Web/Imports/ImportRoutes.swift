/// The addresses of imports.
extension Routes {
  static let imports: [Route] = [
    Route(.get, "/w/:ws/import", .page(.import), ImportStartPage.show),
    Route(.post, "/w/:ws/import", .page(.import), ImportStartPage.create),
    Route(.get, "/w/:ws/import/profiles", .page(.import), ImportProfilesPage.show),
    Route(.post, "/w/:ws/import/profiles", .page(.import), ImportProfilesPage.load),
    Route(.post, "/w/:ws/import/profiles/change", .page(.import), ImportProfilesPage.change),
    Route(.get, "/w/:ws/import/profiles/export", .page(.import), ImportProfilesPage.export),
    Route(.get, "/w/:ws/import/:id", .page(.import), ImportPage.show),
    Route(.get, "/w/:ws/import/:id/table", .page(.import), ImportTablePage.show),
    Route(.post, "/w/:ws/import/:id/table", .page(.import), ImportTablePage.save),
    Route(.get, "/w/:ws/import/:id/rejected", .page(.import), ImportActs.rejected),
    Route(.get, "/w/:ws/import/:id/profile", .page(.import), ImportActs.profile),
    Route(.post, "/w/:ws/import/:id/files", .page(.import), ImportActs.addFiles),
    Route(.post, "/w/:ws/import/:id/assignment", .page(.import), ImportActs.assign),
    Route(.post, "/w/:ws/import/:id/discard", .page(.import), ImportActs.discard),
    Route(.post, "/w/:ws/import/:id/taking", .page(.import), ImportActs.take),
    Route(.post, "/w/:ws/import/:id/undo", .page(.import), ImportActs.undo),
    Route(.post, "/w/:ws/import/:id/again", .page(.import), ImportActs.again),
  ]
}
