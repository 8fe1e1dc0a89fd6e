"""The registers of the two companies a month later: the same shape, a few cells changed, a line added."""
from dataclasses import dataclass

from companies import Named, Part, amend_book, amend_csv, person


@dataclass
class Month:
    """What is different: how many rows are new and changed, and what some records hold then."""
    created: int
    updated: int
    parts: list


def german(folder):
    risks = folder / "Risikoregister 2026.xlsx"
    amend_book(risks, "Risiken", changed=[
        ("Stand: 3.4.26", "Stand: 3.4.26", "Stand: 4.5.26"), ("R-06", "offen", "in Bearbeitung"), ("R-07", "Q4 2026", "31.1.27"),
    ], added=[
        ("R-15", "Ausfall der Klimaanlage", "Im Sommer überhitzen die Knoten.", "Serverraum Kassel", "3 – gelegentlich", "hoch", 9,
         "vermindern", "Zweites Gerät", 2, 3, "Müller, Anna", "30.6.26", "1.4.27", "offen"),
    ], after="R-14")
    risks.rename(folder / "Risikoregister 2026 Mai.xlsx")
    amend_csv(folder / "Lieferanten.csv", changed=[("L-06", "wichtig", "kritisch")], added=[
        ("L-11", "Kältetechnik Fuhr", "Wartung der Klimaanlage", "Dienstleister", "unkritisch", "", "Deutschland", "keine", "nein", "",
         "31.12.2028", "", "", "", "", "Böhm, Ines", "Nein")], encoding="cp1252")
    return Month(2, 3, [
        Part("", "risks", 15, None, {
            "Ausfall der Klimaanlage": {"inherent_likelihood": 3, "owner": person("Anna Müller"), "treatment_due": "2026-06-30",
                                        "assets": [Named("assets", "Serverraum Kassel")], "state": "identified"},
            "Hosting-Anbieter fällt aus": {"state": "in_treatment"},
            "Unbefugter Zutritt zum Werk": {"treatment_due": "2027-01-31"}}, codes={"R-15": "Ausfall der Klimaanlage"}),
        Part("", "suppliers", 11, None, {
            "Kältetechnik Fuhr": {"tier": "routine", "owner": person("Ines Böhm"), "contract_until": "2028-12-31"},
            "Textgarten Inc.": {"tier": "critical"}}),
    ])


def french(folder):
    amend_book(folder / "Registre des risques.xlsx", "Risques", changed=[("R/2026/03", "Ouvert", "En cours")], added=[
        ("R/2026/11", "Panne de climatisation", "Sécurité de l'information", "Les machines s'arrêtent.", "Local technique de Lyon",
         "3 - Vraisemblable", "3 - Importante", "Réduire", "Second groupe froid", "2 - Peu vraisemblable", "2 - Limitée",
         "Girard, Paul", "T4 2026", "Ouvert")], after="R/2026/10")
    amend_csv(folder / "Objectifs 2026.csv", changed=[("O3", "Non atteint", "En bonne voie"), ("O5", "75 %", "82,5 %")], added=[
        ("O7", "Alertes traitées", "Part traitée en un jour", "%", "au moins", "90 %", "Samia Benali", "mensuelle", "T4 2026", "", "Planifié"),
    ], encoding="utf-8-sig")
    return Month(2, 3, [
        Part("", "risks", 11, None, {
            "Panne de climatisation": {"domains": ["information_security"], "owner": person("Paul Girard"), "treatment_due": "2026-12-31",
                                       "assets": [Named("assets", "Local technique de Lyon")], "state": "identified"},
            "Panne électrique prolongée": {"state": "in_treatment"}}, codes={"R/2026/11": "Panne de climatisation"}),
        Part("", "objectives", 7, None, {
            "Alertes traitées": {"target": 90, "direction": "at_least", "owner": person("Samia Benali")},
            "Peu d'incidents graves": {"status": "on_track"}, "Fournisseurs évalués": {"last_value": 82.5}}),
    ])
