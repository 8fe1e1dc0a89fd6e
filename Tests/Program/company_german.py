"""Musterwerk GmbH: a maker of machine parts, 140 people, ISO/IEC 27001 for years and now AI. Fourteen registers in the state
in which a company keeps them: one owner per file, each with a style of its own."""
from companies import (Begins, Book, Company, Contains, Named, OneOf, Part, annex, person, write_csv, write_ods,
                       write_unicode_text)

NBSP = "\u00a0"
TITLE = "Musterwerk GmbH – "

PEOPLE = [
    # Name, address, department, job, site, since, roles
    ("Vogt, Dr. Katrin", "k.vogt", "Geschäftsführung", "Geschäftsführerin", "Kassel", "2012-01-01!", "Oberste Leitung"),
    ("Müller, Anna", "a.mueller", "IT-Betrieb", "Leiterin IT", "Kassel", "2016-04-01!", "Risikoeignerin"),
    ("Weber, Jonas", "j.weber", "Informationssicherheit", "Informationssicherheitsbeauftragter", "Kassel", "2019-09-01!", "ISB"),
    ("Şahin, Emre", "e.sahin", "IT-Betrieb", "Systemadministrator", "Kassel", "2021-02-15!", ""),
    ("Großmann, Petra", "p.grossmann", "Personal", "Personalleiterin", "Kassel", "2014-07-01!", "Schulungen"),
    ("Hofmann, Lukas", "l.hofmann", "Vertrieb", "Vertriebsleiter", "Erfurt", "2018-01-01!", ""),
    ("Krüger, Sabine", "s.krueger", "Recht und Datenschutz", "Datenschutzbeauftragte", "Kassel", "2020-05-01!", "DSB"),
    ("Lange, Tobias", "t.lange", "Produktion", "Produktionsleiter", "Erfurt", "2011-03-01!", "Werteverantwortlicher"),
    ("Böhm, Ines", "i.boehm", "Einkauf", "Leiterin Einkauf", "Kassel", "2017-10-01!", "Lieferanten"),
    ("Schäfer, Daniel", "d.schaefer", "Entwicklung", "Leiter Entwicklung", "Kassel", "2015-06-01!", ""),
    ("Yılmaz, Elif", "e.yilmaz", "Datenanalyse", "Datenanalystin", "Kassel", "2022-11-01!", "KI-Verantwortliche"),
    ("Neumann, Frank", "f.neumann", "Qualität", "Qualitätsmanager", "Erfurt", "2013-02-01!", "Interner Auditor"),
    ("Zimmermann-Roth, Julia", "j.zimmermann", "Finanzen", "Kaufmännische Leiterin", "Kassel", "2016-12-01!", ""),
]


def people(folder):
    head = ["Lfd. Nr.", "Name", "E-Mail-Adresse", "Abteilung", "Funktion", "Standort", "Eintritt", "Rolle im ISMS"]
    lines = [[f"{TITLE}Personen im Managementsystem"], ["Stand: 3.4.26"], [], head]
    for number, (name, address, *rest) in enumerate(PEOPLE, 1):
        lines.append([number, name, f"{address}@musterwerk.example", *rest])
    book = Book().sheet("Personen", lines, header=[4], merged=["A1:H1"])
    book.sheet("Legende", [["Abkürzung", "Bedeutung"], ["ISB", "Informationssicherheitsbeauftragter"],
                           ["DSB", "Datenschutzbeauftragte"]], header=[1])
    book.save(folder / "Personen ISMS.xlsx")
    return [Part("Personen ISMS.xlsx", "people", len(PEOPLE), "Personen", {
        "Müller, Anna": {"email": "a.mueller@musterwerk.example", "department": "IT-Betrieb", "started": "2016-04-01"},
        "Neumann, Frank": {"job_role": "Qualitätsmanager", "site": "Erfurt"},
    })], [("Personen ISMS.xlsx", "Legende")]


ASSETS = [
    "Anwendungen",
    ("5.1", "ERP-System", "Anwendung", "Müller, Anna", "vertraulich", 3, 4, 4, "Rechenzentrum Kassel", "Nordcloud Hosting AG", "ja"),
    ("5.2", "Konstruktionsdaten (PDM)", "Anwendung", "Daniel Schäfer", "streng vertraulich", 4, 4, 3, "Rechenzentrum Kassel", "", "nein"),
    ("5.3", "Personalakte digital", "Anwendung", "Großmann, Petra", "streng vertraulich", 4, 3, 2, "Cloud (EU)", "PersoSoft GmbH", "ja"),
    ("5.4", "E-Mail und Kalender", "Anwendung", "IT-Betrieb", "vertraulich", 3, 3, 4, "Cloud (EU)", "Nordcloud Hosting AG", "ja"),
    ("5.5", "CRM", "Anwendung", "Hofmann, Lukas ", "vertraulich", 3, 2, 3, "Cloud (EU)", "Kundenblick SE", "ja"),
    "Server und Netze",
    ("5.6", "Virtualisierungscluster", "Infrastruktur", "Şahin, Emre", "intern", 3, 4, 4, "Rechenzentrum Kassel", "", "nein"),
    ("5.7", "Firewall-Verbund", "Infrastruktur", "Şahin, Emre", "intern", 3, 4, 4, "Kassel, Erfurt", "", "nein"),
    ("5.8", "Datensicherung (Band)", "Infrastruktur", "IT-Betrieb", "vertraulich", 4, 4, 3, "Außenlager Baunatal", "", "ja"),
    ("5.9", "WLAN Verwaltung", "Infrastruktur", "Emre Şahin", "intern", 2, 2, 2, "Kassel, Erfurt", "", "nein"),
    "Geräte",
    ("5.10", "Notebooks Außendienst", "Gerät", "Hofmann, Lukas", "vertraulich", 3, 2, 2, "mobil", "", "ja"),
    ("5.11", "CNC-Steuerungen", "Gerät", "Lange, Tobias", "intern", 2, 4, 4, "Werk Erfurt", "Drehwerk Automation GmbH", "nein"),
    ("5.12", "Mobiltelefone", "Gerät", "Müller, Anna", "intern", 2, 2, 2, "mobil", "", "ja"),
    "Informationen",
    ("5.13", "Kundenverträge", "Information", "Krüger, Sabine", "vertraulich", 3, 3, 2, "Archiv Kassel", "", "ja"),
    ("5.14", "Trainingsdaten Bildprüfung", "Information", "Yılmaz, Elif", "vertraulich", 3, 4, 2, "Rechenzentrum Kassel", "Pixelprüf AI GmbH", "nein"),
    ("5.15", "Finanzbuchhaltung", "Information", "Zimmermann-Roth, Julia", "streng vertraulich", 4, 4, 3, "Rechenzentrum Kassel", "", "ja"),
    "Gebäude",
    ("5.16", "Serverraum Kassel", "Standort", "Müller, Anna", "intern", 3, 3, 4, "Kassel", "", "nein"),
    ("5.17", "Werk Erfurt", "Standort", "Lange, Tobias", "intern", 2, 2, 3, "Erfurt", "", "nein"),
]


def assets(folder):
    """Headings on two lines, with "Schutzbedarf" over three columns; groups between the rows; a total; a hidden row."""
    lines = [[f"{TITLE}Werteverzeichnis (Asset-Inventar)"],
             ["Stand: 3.4.26", None, "Version 2.1", None, "Freigabe: Dr. Vogt"],
             [],
             ["Nr.", "Bezeichnung", "Art", "Verantwortlich", "Klassifizierung", "Schutzbedarf (1 = gering … 4 = sehr hoch)",
              None, None, "Ort", "Lieferant", "Personen-\nbezogene Daten"],
             [None, None, None, None, None, "Vertraulichkeit", "Integrität", "Verfügbarkeit"]]
    merged = ["A1:K1", "F4:H4", *(f"{letter}4:{letter}5" for letter in "ABCDEIJK")]
    for entry in ASSETS:
        if isinstance(entry, str):
            lines.append([entry])
            merged.append(f"A{len(lines)}:K{len(lines)}")
        else:
            lines.append(list(entry))
    lines.insert(-1, ["5.99", "Faxserver (abgeschaltet 2024)", "Gerät", "IT-Betrieb", "intern", 1, 1, 1, "Keller", "", "nein"])
    hidden = [len(lines) - 1]
    lines += [[], ["Summe", len([entry for entry in ASSETS if not isinstance(entry, str)])]]
    Book().sheet("Werte", lines, header=[4, 5], merged=merged, hidden_rows=hidden).save(folder / "Werteverzeichnis.xlsx")
    return [Part("Werteverzeichnis.xlsx", "assets", 17, "Werte", {
        "ERP-System": {"kind": "application", "classification": "confidential", "confidentiality": 3, "integrity": 4,
                       "availability": 4, "owner": person("Anna Müller"), "location": "Rechenzentrum Kassel",
                       "suppliers": [Named("suppliers", "Nordcloud Hosting AG")], "personal_data": "personal"},
        "Konstruktionsdaten (PDM)": {"classification": "secret", "owner": person("Schäfer, Daniel"), "personal_data": "none"},
        "CNC-Steuerungen": {"kind": "device", "suppliers": [Named("suppliers", "Drehwerk Automation GmbH")]},
        "Serverraum Kassel": {"kind": "site"},
    }, codes={"5.10": "Notebooks Außendienst", "5.1": "ERP-System"}, said=("IT-Betrieb",))], []


RISKS = [
    # Nr, risk, description, assets, likelihood, impact, treatment, measures, net L, net I, owner, due, review, state
    ("R-01", "Verschlüsselungstrojaner legt Produktion still", "Über eine Mail gelangt Schadsoftware ins Büronetz und weiter zu den Steuerungen.", "ERP-System; CNC-Steuerungen", "4 – wahrscheinlich", "sehr hoch", "vermindern", "Netztrennung, Schulung, Sicherung vom Netz getrennt", 2, 4, "Müller, Anna", "Q3 2026", "1.4.27", "in Bearbeitung"),
    ("R-02", "Ausfall des Rechenzentrums", "Brand oder Wasser im Serverraum.", "Serverraum Kassel\nVirtualisierungscluster", "2 – selten", "sehr hoch", "vermindern", "Brandmeldeanlage, zweiter Standort", 1, 4, "IT-Betrieb", "31. März 2026", "1.4.27", "behandelt"),
    ("R-03", "Abfluss von Konstruktionsdaten", "Ein ausscheidender Mitarbeiter nimmt Zeichnungen mit.", "Konstruktionsdaten (PDM)", "3 – gelegentlich", "hoch", "vermindern", "Rechte nach Aufgabe, Protokolle", 2, 3, "Schäfer, Daniel", "30.9.26", "1.4.27", "in Bearbeitung"),
    ("R-04", "Verlust eines Notebooks", "Diebstahl aus dem Fahrzeug.", "Notebooks Außendienst", "4 – wahrscheinlich", "gering", "akzeptieren", "Festplatten sind verschlüsselt", 4, 1, "Hofmann, Lukas", "", "1.4.27", "behandelt"),
    ("R-05", "Gefälschte Rechnung wird bezahlt", "Betrüger geben sich als Lieferant aus.", "Finanzbuchhaltung", "3 – gelegentlich", "hoch", "vermindern", "Rückruf bei neuer Bankverbindung", 2, 3, "Zimmermann-Roth, Julia", "Q2 2026", "1.4.27", "behandelt"),
    ("R-06", "Hosting-Anbieter fällt aus", "Insolvenz oder langer Ausfall von Nordcloud.", "E-Mail und Kalender, ERP-System", "2 – selten", "hoch", "übertragen", "Vertragsstrafe, Ausstiegsplan", 2, 2, "Böhm, Ines", "31.12.26", "1.4.27", "offen"),
    ("R-07", "Unbefugter Zutritt zum Werk", "Besucher ohne Begleitung in der Fertigung.", "Werk Erfurt", "3 – gelegentlich", "mittel", "vermindern", "Besucherbuch, Ausweise", 2, 2, "Fachbereich Produktion", "Q4 2026", "1.10.26", "offen"),
    ("R-08", "Fehlkonfiguration der Firewall", "Eine Regel öffnet das Netz der Steuerungen.", "Firewall-Verbund", "3 – gelegentlich", "hoch", "vermindern", "Vier-Augen-Prinzip, halbjährliche Prüfung", 2, 3, "Şahin, Emre", "30.6.26", "1.4.27", "in Bearbeitung"),
    ("R-09", "Personalakten werden eingesehen", "Zu weite Rechte nach Abteilungswechsel.", "Personalakte digital", "3 – gelegentlich", "mittel", "vermindern", "Rechteprüfung je Quartal", 1, 2, "Großmann, Petra", "Q1 2027", "1.4.27", "offen"),
    ("R-10", "Bildprüfung lässt fehlerhafte Teile durch", "Das Modell kennt neue Werkstoffe nicht.", "Trainingsdaten Bildprüfung", "3 – gelegentlich", "hoch", "vermindern", "Stichprobe von Hand, Nachtraining", 2, 3, "Yılmaz, Elif", "30. September 2026", "1.4.27", "in Bearbeitung"),
    ("R-11", "Kundendaten in fremdem KI-Dienst", "Beschäftigte geben Verträge in einen Chatdienst ein.", "Kundenverträge", "5 – sehr wahrscheinlich", "hoch", "vermindern", "Richtlinie, eigener Zugang ohne Training", 3, 3, "Weber, Jonas", "1.7.26", "1.1.27", "in Bearbeitung"),
    ("R-12", "Datensicherung nicht lesbar", "Bänder altern, Rücksicherung wird nicht geübt.", "Datensicherung (Band)", "2 – selten", "sehr hoch", "vermindern", "Rücksicherung zweimal im Jahr", 1, 4, "IT-Betrieb", "Q3 2026", "1.4.27", "in Bearbeitung"),
    ("R-13", "Schlüsselperson fällt aus", "Nur eine Person kennt die Steuerungen.", "", "3 – gelegentlich", "mittel", "vermindern", "Vertretung einarbeiten", 2, 2, "Lange, Tobias", "31.12.26", "1.4.27", "offen"),
    ("R-14", "Hochwasser im Außenlager", "Baunatal liegt an der Bauna.", "Datensicherung (Band)", "1 – sehr selten", "hoch", "akzeptieren", "", 1, 3, "Müller, Anna", "", "1.4.28", "behandelt"),
]
WORDS = ["Verlust eines Notebooks", "Schlüsselperson fällt aus", "Abfluss von Konstruktionsdaten", "Ausfall des Rechenzentrums"]


def risks(folder):
    head = [
        [f"{TITLE}Risikoregister"],
        ["Stand: 3.4.26", None, None, "Version 2.1, Freigabe: Dr. Vogt, Katrin"],
        [],
        ["Bitte nur die weißen Felder ausfüllen. Neue Zeilen unten anfügen, nichts löschen."],
        ["Nr.", "Risiko", "Beschreibung", "Betroffene Werte", "Bruttorisiko (vor Maßnahmen)", None, None, "Behandlung",
         "Maßnahmen", "Nettorisiko (nach Maßnahmen)", None, "Risikoeigner / Verantwortlicher", "Termin", "Nächste Überprüfung", "Status"],
        [None, None, None, None, "Eintrittswahrscheinlichkeit (1–5)", "Schadenshöhe", "Risikowert", None, None,
         "Eintrittswahrscheinlichkeit", "Schadenshöhe"],
        ["fortlaufend", "kurz und eindeutig", "Was kann geschehen?", "aus dem Werteverzeichnis", "auswählen", "auswählen", "berechnet",
         "auswählen", "Stichworte", "1–5", "1–5", "eine Person", "TT.MM.JJ", "TT.MM.JJ", "auswählen"],
    ]
    worth = {"gering": 1, "mittel": 2, "hoch": 3, "sehr hoch": 4}
    body = [[*line[:6], int(line[4][0]) * worth[line[5]], *line[6:]] for line in RISKS]
    body[2][1] += NBSP  # A blank that nobody sees.
    body[5][11] = f"Böhm,{NBSP}Ines "
    merged = ["A1:O1", "A4:O4", "E5:G5", "J5:K5", *(f"{letter}5:{letter}6" for letter in "ABCDHILMNO")]
    book = Book()
    book.sheet("Deckblatt", [[], [None, "Musterwerk GmbH"], [None, "Risikoregister 2026"], [],
                             [None, "Erstellt:", "Weber, Jonas"], [None, "Geprüft:", "Müller, Anna"],
                             [None, "Freigegeben:", "Dr. Vogt, Katrin"], [None, "Stand:", "3.4.26"]])
    book.sheet("Risiken", head + body, header=[5, 6], merged=merged)
    book.sheet("Legende", [["Eintrittswahrscheinlichkeit", "Bedeutung"], ["1 – sehr selten", "seltener als alle 10 Jahre"],
                           ["2 – selten", "alle 3 bis 10 Jahre"], ["3 – gelegentlich", "alle 1 bis 3 Jahre"],
                           ["4 – wahrscheinlich", "mehrmals im Jahr"], ["5 – sehr wahrscheinlich", "monatlich"], [],
                           ["Schadenshöhe", "Bedeutung"], ["gering", "bis 10.000 €"], ["mittel", "bis 100.000 €"],
                           ["hoch", "bis 1 Mio. €"], ["sehr hoch", "darüber"]], header=[1, 8])
    book.sheet("Auswertung", [["Auswertung"], [], ["Status", "Anzahl"], ["offen", 4], ["in Bearbeitung", 6], ["behandelt", 4],
                              ["Gesamtergebnis", 14]], header=[3])
    book.sheet("Listen", [["Behandlung"], ["vermindern"], ["akzeptieren"], ["übertragen"], ["vermeiden"]], hidden=True)
    book.save(folder / "Risikoregister 2026.xlsx")
    return [Part("Risikoregister 2026.xlsx", "risks", len(RISKS), "Risiken", {
        "Verschlüsselungstrojaner legt Produktion still": {
            "inherent_likelihood": 4, "inherent_impact": OneOf(4, 5), "current_likelihood": 2, "current_impact": OneOf(4, 5),
            "treatment": "modify", "owner": person("Anna Müller"), "treatment_due": "2026-09-30", "next_review": "2027-04-01",
            "state": "in_treatment", "assets": [Named("assets", "ERP-System"), Named("assets", "CNC-Steuerungen")],
            "plan": Contains("Netztrennung"), "description": Contains("Schadsoftware")},
        "Ausfall des Rechenzentrums": {
            "inherent_likelihood": 2, "treatment_due": "2026-03-31", "state": "treated",
            "assets": [Named("assets", "Serverraum Kassel"), Named("assets", "Virtualisierungscluster")]},
        "Hosting-Anbieter fällt aus": {"treatment": "share", "owner": person("Ines Böhm"), "treatment_due": "2026-12-31",
                                       "state": "identified"},
        "Verlust eines Notebooks": {"treatment": "retain", "current_likelihood": 4},
    }, rising=[("inherent_impact", WORDS)], codes={"R-07": "Unbefugter Zutritt zum Werk"},
        said=("IT-Betrieb", "Fachbereich Produktion"))], [("Risikoregister 2026.xlsx", sheet) for sheet in
                                                           ("Deckblatt", "Legende", "Auswertung", "Listen")]


SUPPLIERS = [
    ("L-01", "Nordcloud Hosting AG", "Rechenzentrum und E-Mail", "Cloud", "kritisch", "", "Deutschland", "alle Geschäftsdaten", "ja", "14.02.2025", "31.12.2027", "ISO 27001; BSI C5", "15.01.2026", "geeignet", "15.01.2027", "Müller, Anna", "Ja"),
    ("L-02", "PersoSoft GmbH", "Digitale Personalakte", "SaaS", "wichtig", "", "Deutschland", "Personaldaten", "ja", "01.03.2024", "28.02.2027", "ISO 27001", "10.03.2025", "geeignet", "10.09.2026", "Großmann, Petra", "Nein"),
    ("L-03", "Kundenblick SE", "CRM", "SaaS", "wichtig", "x", "Irland", "Kundendaten, Kontakte", "ja", "20.06.2025", "19.06.2028", "SOC 2", "20.06.2025", "geeignet mit Auflagen", "20.12.2026", "Hofmann, Lukas", "Nein"),
    ("L-04", "Drehwerk Automation GmbH", "Wartung der CNC-Steuerungen", "Dienstleister", "kritisch", "", "Deutschland", "keine", "nein", "", "31.12.2026", "", "02.02.2026", "geeignet mit Auflagen", "02.02.2027", "Lange, Tobias", "Nein"),
    ("L-05", "Pixelprüf AI GmbH", "Bildprüfung mit KI", "KI-Dienst", "kritisch", "x", "Österreich", "Bilder von Teilen", "nein", "", "30.06.2028", "", "", "", "01.09.2026", "Yılmaz, Elif", "Nein"),
    ("L-06", "Textgarten Inc.", "Sprachmodell für Angebote", "KI-Dienst", "wichtig", "x", "USA", "Angebotstexte", "nein", "01.05.2026", "30.04.2027", "SOC 2", "", "", "01.11.2026", "Fachbereich Vertrieb", "Nein"),
    ("L-07", "Reinlich Gebäudedienste", "Reinigung Kassel", "Dienstleister", "unkritisch", "", "Deutschland", "keine", "nein", "", "", "", "05.05.2024", "geeignet", "05.05.2027", "Böhm, Ines", "Nein"),
    ("L-08", "Aktentod GmbH & Co. KG", "Aktenvernichtung", "Dienstleister", "unkritisch", "", "Deutschland", "Papierakten", "ja", "11.11.2023", "", "DIN 66399", "05.05.2024", "geeignet", "05.05.2027", "Krüger, Sabine", "Nein"),
    ("L-09", "Funkturm Telekom", "Internet und Telefonie", "Netz", "wichtig", "", "Deutschland", "Verbindungsdaten", "ja", "01.01.2024", "31.12.2026", "ISO 27001", "12.12.2025", "geeignet", "12.06.2027", "Emre Şahin", "Ja"),
    ("L-10", "Stahlhandel Möller", "Rohmaterial", "Material", "unkritisch", "", "Deutschland", "keine", "nein", "", "", "", "", "", "", "Böhm, Ines", "Nein"),
]


def suppliers(folder):
    """Windows-1252, semicolons, the title over the table; names with letters that this encoding lacks are written without."""
    lines = [["Musterwerk GmbH – Lieferantenverzeichnis"], ["Stand: 02.03.2026; gepflegt vom Einkauf"], [],
             ["Lieferanten-Nr.", "Lieferant", "Leistung", "Kategorie", "Kritikalität", "KI-Dienst", "Land", "Verarbeitete Daten",
              "Personenbezogene Daten", "AV-Vertrag vom", "Vertrag bis", "Zertifikate", "Letzte Bewertung", "Ergebnis",
              "Nächste Bewertung", "Verantwortlich", "Ausstiegsplan vorhanden"],
             *map(list, SUPPLIERS)]
    for line in lines:
        # What Excel does when such a file is saved: letters that the encoding lacks lose their marks.
        line[:] = [value.translate(str.maketrans("Şı", "Si")) for value in line]
    write_csv(folder / "Lieferanten.csv", lines, encoding="cp1252")
    return [Part("Lieferanten.csv", "suppliers", len(SUPPLIERS), None, {
        "Nordcloud Hosting AG": {"tier": "critical", "personal_data": "personal", "agreement_signed": "2025-02-14",
                                 "contract_until": "2027-12-31", "assessment_result": "acceptable", "owner": person("Anna Müller"),
                                 "has_exit_plan": True, "country": "Deutschland", "service": "Rechenzentrum und E-Mail"},
        "Kundenblick SE": {"tier": "important", "provides_ai": True, "assessment_result": "acceptable_with_actions",
                           "next_assessment": "2026-12-20"},
        "Pixelprüf AI GmbH": {"provides_ai": True, "tier": "critical", "has_exit_plan": False},
        "Reinlich Gebäudedienste": {"tier": "routine", "provides_ai": OneOf(False, None)},
    }, codes={"L-05": "Pixelprüf AI GmbH"}, said=("Fachbereich Vertrieb",))], []


EXCLUDED = {"A.8.30": "Keine Entwicklung durch Dritte", "A.8.25": "Keine eigene Software für Kunden", "A.7.6": "Keine Sicherheitsbereiche mit Dauerarbeitsplatz"}


def soa(folder):
    """One workbook, a sheet per standard; A.5.2 stands in both. Ids with two digits, reasons in two columns."""
    states = ["umgesetzt", "umgesetzt", "teilweise umgesetzt", "umgesetzt", "geplant"]
    owners = ["Weber, Jonas", "Müller, Anna", "IT-Betrieb", "Krüger, Sabine"]
    head = ["Control-Nr.", "Titel (englisch)", "Anwendbar (Ja/Nein)", "Begründung für die Aufnahme", "Begründung für den Ausschluss",
            "Umsetzungsstatus", "Umsetzung / Nachweis", "Verantwortlich"]
    security = [[f"{TITLE}Erklärung zur Anwendbarkeit nach ISO/IEC 27001:2022"], ["Version 4.0, Stand 31. März 2026"], [], head]
    groups = {"5": "Organisatorische Maßnahmen", "6": "Personenbezogene Maßnahmen", "7": "Physische Maßnahmen", "8": "Technologische Maßnahmen"}
    merged, last = ["A1:H1"], None
    for number, (control, title) in enumerate(annex("iso27001")):
        _, chapter, place = control.split(".")
        if chapter != last:
            last = chapter
            security.append([f"{chapter} {groups[chapter]}"])
            merged.append(f"A{len(security)}:H{len(security)}")
        written = f"A.{chapter}.{int(place):02}"
        if control in EXCLUDED:
            security.append([written, title, "Nein", "", EXCLUDED[control], "entfällt", "", "Weber, Jonas"])
        else:
            security.append([written, title, "Ja", ("Risikobehandlung", "Gesetz", "Kundenvertrag")[number % 3], "", states[number % 5],
                             f"siehe ISMS-Handbuch Kapitel {chapter}", owners[number % 4]])
    intelligence = [[f"{TITLE}Erklärung zur Anwendbarkeit nach ISO/IEC 42001:2023"], ["Version 0.3 (Entwurf)"], [], head]
    for number, (control, title) in enumerate(annex("iso42001")):
        applies = control not in ("A.10.4",)
        intelligence.append([control, title, "Ja" if applies else "Nein", "Risikobehandlung" if applies else "",
                             "" if applies else "KI wird nur im eigenen Haus genutzt", ("geplant", "teilweise umgesetzt")[number % 2] if applies else "",
                             "", "Yılmaz, Elif"])
    book = Book().sheet("SoA ISO 27001", security, header=[4], merged=merged)
    book.sheet("SoA ISO 42001", intelligence, header=[4], merged=["A1:H1"])
    book.save(folder / "Erklärung zur Anwendbarkeit.xlsx")
    path = "Erklärung zur Anwendbarkeit.xlsx"
    return [
        Part(path, "coverage", 93, "SoA ISO 27001", {
            "iso27001:A.5.1": {"applicable": "yes", "justification": Contains("Risikobehandlung"), "status": "implemented"},
            "iso27001:A.5.2": {"applicable": "yes", "title": "Information security roles and responsibilities"},
            "iso27001:A.5.3": {"status": "partial"},
            "iso27001:A.8.30": {"applicable": "no", "justification": Contains("Keine Entwicklung durch Dritte")},
        }, standard="iso27001"),
        Part(path, "coverage", 38, "SoA ISO 42001", {
            "iso42001:A.2.2": {"applicable": "yes", "status": "planned", "owner": person("Elif Yılmaz")},
            "iso42001:A.5.2": {"applicable": "yes"},
            "iso42001:A.10.4": {"applicable": "no", "justification": Contains("eigenen Haus")},
        }, standard="iso42001")], []


TRAININGS = [
    ("S-01", "Informationssicherheit Grundlagen 2025", "2025-11-12!", "Sensibilisierung", "Online", "Weber, Jonas", "alle Beschäftigten", 140, 133, 130, "12.11.26", "Müller, Anna; Weber, Jonas; Şahin, Emre", "Teilnehmerliste"),
    ("S-02", "Phishing erkennen", "2026-01-20!", "Sensibilisierung", "Online", "Weber, Jonas", "alle Beschäftigten", 141, 128, 121, "20.1.27", "", "Teilnehmerliste"),
    ("S-03", "Datenschutz für Personal und Vertrieb", "2026-02-17!", "Datenschutz", "Präsenz", "Krüger, Sabine", "Personal, Vertrieb", 24, 22, "", "", "Großmann, Petra\nHofmann, Lukas", "Unterschriften"),
    ("S-04", "KI im Betrieb: was erlaubt ist", "2026-03-10!", "KI-Kompetenz", "Präsenz", "Yılmaz, Elif", "Führungskräfte", 18, 17, "", "", "Vogt, Dr. Katrin\nLange, Tobias\nBöhm, Ines", "Folien"),
    ("S-05", "Interner Auditor ISO 27001", "2025-09-22!", "Audit", "Lehrgang, 3 Tage", "extern", "Qualität", 1, 1, 1, "22.9.28", "Neumann, Frank", "Zertifikat"),
    ("S-06", "Notfallübung Rechenzentrum", "2025-10-08!", "Notfall", "Übung", "Müller, Anna", "IT-Betrieb", 8, 8, "", "", "Müller, Anna; Şahin, Emre", "Protokoll"),
    ("S-07", "Sichere Konfiguration der Steuerungen", "2026-04-14!", "Technik", "Präsenz", "Drehwerk Automation GmbH", "Produktion", 12, 11, 11, "14.4.28", "Lange, Tobias", "Zertifikate"),
    ("S-08", "Einweisung neue Beschäftigte Q1", "2026-03-31!", "Sensibilisierung", "Präsenz", "Großmann, Petra", "Neue", 6, 6, 6, "", "", "Unterschriften"),
]


def trainings(folder):
    head = ["Nr.", "Schulung", "Datum", "Thema", "Form", "Referent", "Zielgruppe", "Eingeladen", "Teilgenommen", "Bestanden",
            "Gültig bis", "Teilnehmer", "Nachweis"]
    lines = [["Schulungsnachweise"], ["Stand: 20. April 2026"], [], head, *map(list, TRAININGS), [],
             ["Gesamt", "", "", "", "", "", "", 350, 326]]
    write_ods(folder / "Schulungen.ods", [("Schulungen", lines)])
    return [Part("Schulungen.ods", "trainings", len(TRAININGS), "Schulungen", {
        "Informationssicherheit Grundlagen 2025": {"date": "2025-11-12", "invited": 140, "attended": 133, "passed": 130,
                                                   "valid_until": "2026-11-12", "trainer": "Weber, Jonas",
                                                   "participants": [person("Anna Müller"), person("Jonas Weber"), person("Emre Şahin")]},
        "Datenschutz für Personal und Vertrieb": {"participants": [person("Petra Großmann"), person("Lukas Hofmann")]},
    })], []


INCIDENTS = [
    ("SV-2026-01", "Phishing-Mail mit Anhang geöffnet", "12.01.2026 08:40", "12.01.2026 09:15", "20.01.2026", "Schadsoftware", "3", "Eine Mitarbeiterin im Vertrieb öffnete einen Anhang.", "E-Mail und Kalender", "Nein", "", "0", "Filter kannte den Absender nicht", "Rechner vom Netz getrennt", "Filterregel ergänzt", "Şahin, Emre", "geschlossen"),
    ("SV-2026-02", "Notebook in der Bahn vergessen", "28.01.2026 19:05", "28.01.2026 19:30", "05.02.2026", "Verlust", "3", "Gerät war verschlüsselt und wurde aus der Ferne gelöscht.", "Notebooks Außendienst", "Nein", "", "0", "Eile beim Umsteigen", "Fernlöschung", "Hinweis im Vertrieb", "Hofmann, Lukas", "geschlossen"),
    ("SV-2026-03", "Gehaltsliste an falschen Verteiler", "11.02.2026 14:20", "11.02.2026 15:00", "02.03.2026", "Datenschutz", "2", "Eine Liste mit 38 Namen ging an die Abteilungsleitungen.", "Personalakte digital", "Ja", "Landesbehörde am 12.02.2026", "38", "Verteiler falsch gewählt", "Mail zurückgerufen, Löschung bestätigt", "Versand nur noch verschlüsselt", "Krüger, Sabine", "geschlossen"),
    ("SV-2026-04", "Ausfall des Clusters nach Update", "03.03.2026 06:10", "03.03.2026 11:45", "", "Verfügbarkeit", "2", "ERP und Zeichnungen fünf Stunden nicht erreichbar.", "Virtualisierungscluster; ERP-System", "Nein", "", "0", "", "Rückfall auf den alten Stand", "", "Müller, Anna", "in Bearbeitung"),
    ("SV-2026-05", "Bildprüfung meldet zwei Tage keine Fehler", "17.03.2026 10:00", "19.03.2026 09:00", "", "KI", "2", "Nach neuer Beleuchtung galten alle Teile als gut.", "Trainingsdaten Bildprüfung", "Nein", "", "0", "Beleuchtung geändert ohne Prüfung", "Prüfung von Hand", "", "Yılmaz, Elif", "offen"),
    ("SV-2026-06", "Fremder im Werk ohne Ausweis", "24.03.2026 13:15", "24.03.2026 13:20", "26.03.2026", "Zutritt", "4", "Lieferfahrer suchte die Warenannahme.", "Werk Erfurt", "Nein", "", "0", "Tor stand offen", "Begleitet", "Schild und Klingel", "Lange, Tobias", "geschlossen"),
    ("SV-2026-07", "Angriffsversuch auf VPN", "01.04.2026 02:30", "01.04.2026 07:00", "08.04.2026", "Angriff", "4", "Zehntausende Anmeldeversuche aus dem Ausland.", "Firewall-Verbund", "Nein", "", "0", "Ländersperre fehlte", "Adressen gesperrt", "Ländersperre eingerichtet", "IT-Betrieb", "geschlossen"),
    ("SV-2026-08", "Vertrag in öffentlichem Chatdienst", "09.04.2026 16:00", "09.04.2026 16:30", "", "KI", "3", "Ein Kundenvertrag wurde zum Übersetzen hochgeladen.", "Kundenverträge", "Ja", "nicht nötig", "2", "", "Gespräch, Löschung beantragt", "", "Weber, Jonas", "offen"),
]


def incidents(folder):
    head = ["Nr.", "Vorfall", "Festgestellt am", "Eingedämmt am", "Abgeschlossen am", "Art", "Schweregrad (1 = am schwersten)",
            "Beschreibung", "Betroffene Werte", "Datenschutzverletzung", "Behörde informiert", "Betroffene Personen", "Ursache",
            "Sofortmaßnahme", "Folgemaßnahme", "Verantwortlich", "Status"]
    write_unicode_text(folder / "Sicherheitsvorfälle.txt", [head, *INCIDENTS])
    return [Part("Sicherheitsvorfälle.txt", "incidents", len(INCIDENTS), None, {
        "Gehaltsliste an falschen Verteiler": {"detected_at": Begins("2026-02-11"), "closed_on": "2026-03-02", "severity": 2,
                                               "personal_data_breach": True, "people_affected": 38, "owner": person("Sabine Krüger"),
                                               "assets": [Named("assets", "Personalakte digital")], "state": "closed"},
        "Angriffsversuch auf VPN": {"personal_data_breach": False, "severity": 4},
        "Vertrag in öffentlichem Chatdienst": {"state": "reported"},
    }, codes={"SV-2026-04": "Ausfall des Clusters nach Update"}, said=("IT-Betrieb",))], []


NONCONFORMITIES = [
    ("A-01", "Rücksicherung 2025 nicht geübt", "selbst festgestellt", "Nebenabweichung", "ISO 27001 A.8.13", "Im Kalender fehlte der Termin.", "10.1.26", "Müller, Anna", "30.6.26", "offen"),
    ("A-02", "Gehaltsliste unverschlüsselt versandt", "Vorfall", "Hauptabweichung", "ISO 27001 A.5.14", "Siehe SV-2026-03.", "12.2.26", "Großmann, Petra", "31.5.26", "offen"),
    ("A-03", "Lieferanten ohne Bewertung", "Managementbewertung", "Nebenabweichung", "ISO 27001 A.5.22", "Vier von zehn Bewertungen fehlen.", "5.3.26", "Böhm, Ines", "30.9.26", "offen"),
    ("A-04", "Beschwerde über Angebotstexte", "Beschwerde", "Nebenabweichung", "ISO 42001 A.8.3", "Kunde erhielt einen erfundenen Preis.", "20.3.26", "Hofmann, Lukas", "30.6.26", "offen"),
    ("A-05", "Stichprobe der Bildprüfung ausgesetzt", "Überwachung", "Nebenabweichung", "ISO 42001 A.6.2.6", "Zwei Wochen ohne Stichprobe.", "1.4.26", "Yılmaz, Elif", "31.7.26", "offen"),
]
ACTIONS = [
    ("M-01", "A-01", "Rücksicherung eines Servers sofort geübt", "Termin stand nur im Kalender einer Person", "Fester Termin im Ticketsystem mit Erinnerung", "Müller, Anna", "30.6.26", "12.5.26", "Zwei Übungen im Jahr belegt", "Wirksamkeitsprüfung"),
    ("M-02", "A-02", "Empfänger um Löschung gebeten", "Verteiler nicht geprüft, keine Verschlüsselung", "Versand von Personaldaten nur über das Portal", "Großmann, Petra", "31.5.26", "", "Drei Monate kein Versand per Mail", "in Umsetzung"),
    ("M-03", "A-03", "Fragebogen an die vier Lieferanten", "Niemand wird erinnert", "Erinnerung 60 Tage vor Ablauf", "Böhm, Ines", "30.9.26", "", "Keine Bewertung älter als geplant", "offen"),
    ("M-04", "A-04; SV-2026-08", "Angebot berichtigt", "Text wird ohne Prüfung versandt", "Vier-Augen-Prinzip für Texte aus dem Sprachmodell", "Fachbereich Vertrieb", "30.6.26", "", "Stichprobe von 20 Angeboten", "offen"),
    ("M-05", "A-05", "Stichprobe nachgeholt", "Vertretung fehlte", "Zweite Person für die Stichprobe", "Yılmaz, Elif", "31.7.26", "", "Lückenlose Liste über ein Quartal", "in Umsetzung"),
    ("M-06", "SV-2026-04", "Alter Stand eingespielt", "Update ohne Test", "Testcluster vor jedem Update", "Şahin, Emre", "Q4 2026", "", "Kein Ausfall durch Update in einem Jahr", "offen"),
]


def improvement(folder):
    nonconformities = [[f"{TITLE}Abweichungen"], [], ["Nr.", "Abweichung", "Herkunft", "Einstufung", "Normbezug", "Beschreibung",
                                                       "Festgestellt am", "Verantwortlich", "Frist", "Status"], *map(list, NONCONFORMITIES)]
    actions = [[f"{TITLE}Korrekturmaßnahmen"], [], ["Nr.", "Bezug (Abweichung / Vorfall)", "Sofortmaßnahme (Korrektur)", "Ursache",
                                                     "Korrekturmaßnahme", "Verantwortlich", "Termin", "Erledigt am",
                                                     "Wirksamkeit: woran erkennbar", "Status"], *map(list, ACTIONS)]
    # The check of the effect is planned where the action is done.
    actions[2].insert(9, "Wirksamkeitsprüfung am")
    for line in actions[3:]:
        line.insert(9, "15.12.26" if line[7] else "")
    book = Book().sheet("Abweichungen", nonconformities, header=[3], merged=["A1:J1"])
    book.sheet("Maßnahmen", actions, header=[3], merged=["A1:K1"])
    path = "Abweichungen und Maßnahmen.xlsx"
    book.save(folder / path)
    return [
        Part(path, "nonconformities", len(NONCONFORMITIES), "Abweichungen", {
            "Gehaltsliste unverschlüsselt versandt": {"grade": "major", "source": "incident", "found_on": "2026-02-12",
                                                      "due_on": "2026-05-31", "requirements": ["iso27001:A.5.14"], "state": "open"},
            "Beschwerde über Angebotstexte": {"requirements": ["iso42001:A.8.3"], "source": "complaint", "grade": "minor"},
        }),
        Part(path, "corrective-actions", len(ACTIONS), "Maßnahmen", {
            "Fester Termin im Ticketsystem mit Erinnerung": {
                "sources": [Named("nonconformities", "Rücksicherung 2025 nicht geübt")], "owner": person("Anna Müller"),
                "due_on": "2026-06-30", "done_on": "2026-05-12", "state": "effect_check"},
            "Vier-Augen-Prinzip für Texte aus dem Sprachmodell": {
                "sources": [Named("nonconformities", "Beschwerde über Angebotstexte"), Named("incidents", "Vertrag in öffentlichem Chatdienst")]},
            "Testcluster vor jedem Update": {"due_on": "2026-12-31", "state": "open"},
        }, said=("Fachbereich Vertrieb",))], []


OBJECTIVES = [
    ("Z 1", "Beschäftigte erkennen Phishing", "Anteil gemeldeter Testmails", "%", "mindestens", 0.6, "Weber, Jonas", "Schulung und Tests", "vierteljährlich", "31. Dezember 2026", 0.52, "im Plan"),
    ("Z 2", "Schulungen sind vollständig", "Anteil geschulter Beschäftigter", "%", "mindestens", 0.95, "Großmann, Petra", "Erinnerung nach 14 Tagen", "jährlich", "31. Dezember 2026", 0.95, "erreicht"),
    ("Z 3", "Kritische Lücken werden schnell geschlossen", "Anteil binnen 7 Tagen", "%", "mindestens", 0.9, "IT-Betrieb", "Wöchentliche Prüfung", "monatlich", "Q4 2026", 0.84, "im Plan"),
    ("Z 4", "Wenige schwere Vorfälle", "Vorfälle mit Schweregrad 1 oder 2", "Anzahl", "höchstens", 2, "Weber, Jonas", "", "vierteljährlich", "31. Dezember 2026", 3, "verfehlt"),
    ("Z 5", "Rücksicherung gelingt", "Gelungene Übungen", "%", "mindestens", 1.0, "Müller, Anna", "Zwei Übungen im Jahr", "halbjährlich", "Q4 2026", 1.0, "erreicht"),
    ("Z 6", "Lieferanten sind bewertet", "Anteil aktueller Bewertungen", "%", "mindestens", 0.9, "Böhm, Ines", "Erinnerung", "halbjährlich", "Q1 2027", 0.6, "im Plan"),
    ("Z 7", "KI-Systeme sind bewertet", "Anteil mit Folgenabschätzung", "%", "mindestens", 1.0, "Yılmaz, Elif", "Vorlage, Beratung", "halbjährlich", "31. März 2027", 0.0, "geplant"),
    ("Z 8", "ERP ist verfügbar", "Verfügbarkeit in der Betriebszeit", "%", "mindestens", 0.995, "Müller, Anna", "Cluster", "monatlich", "31. Dezember 2026", 0.991, "verfehlt"),
]


def objectives(folder):
    lines = [[], [None, f"{TITLE}Ziele 2026"], [], ["Nr.", "Ziel", "Kennzahl", "Einheit", "Richtung", "Zielwert", "Verantwortlich",
                                                     "Maßnahmen", "Messung", "Termin", "Letzter Wert", "Status"], *map(list, OBJECTIVES)]
    Book().sheet("Ziele", lines, header=[4], start_column=2, percent=(5, 10)).save(folder / "Informationssicherheitsziele.xlsx")
    return [Part("Informationssicherheitsziele.xlsx", "objectives", len(OBJECTIVES), "Ziele", {
        "Schulungen sind vollständig": {"direction": "at_least", "target": 95, "last_value": 95, "status": "met",
                                        "due_on": "2026-12-31", "owner": person("Petra Großmann")},
        "Wenige schwere Vorfälle": {"direction": "at_most", "target": 2, "last_value": 3, "status": "missed"},
        "Lieferanten sind bewertet": {"due_on": "2027-03-31", "status": "on_track"},
    }, said=("IT-Betrieb",))], []


SYSTEMS = [
    ("KI-1", "Bildprüfung Linie 3", "Erkennt Fehler an gefrästen Teilen", "Qualität", "Beschäftigte der Linie", "Betreiber", "im Betrieb", "1.10.2025", "Yılmaz, Elif", "Pixelprüf AI GmbH", "minimal", "Kein Bezug zu Personen", "1.10.26"),
    ("KI-2", "Angebotstexte", "Entwirft Texte für Angebote", "Vertrieb", "Kunden", "Betreiber", "im Betrieb", "1.5.2026", "Fachbereich Vertrieb", "Textgarten Inc.", "Transparenzpflicht", "Text wird an Kunden gegeben", "1.11.26"),
    ("KI-3", "Vorauswahl von Bewerbungen", "Ordnet Bewerbungen nach Anforderungen", "Personal", "Bewerberinnen und Bewerber", "Betreiber", "Pilot", "", "Großmann, Petra", "PersoSoft GmbH", "Hochrisiko", "Beschäftigung, Anhang III", "1.9.26"),
    ("KI-4", "Absatzprognose", "Schätzt den Bedarf je Quartal", "Einkauf, Produktion", "niemand unmittelbar", "Anbieter und Betreiber", "in Entwicklung", "", "Schäfer, Daniel", "", "nicht entschieden", "", "1.12.26"),
    ("KI-5", "Kundenbewertung im CRM", "Ordnet Kunden nach Abschlusswahrscheinlichkeit", "Vertrieb", "Kunden", "Betreiber", "im Betrieb", "15.1.2026", "Hofmann, Lukas", "Kundenblick SE", "minimal", "Nur Firmenkunden", "15.1.27"),
    ("KI-6", "Wartungsvorhersage", "Sagt Ausfälle der Steuerungen voraus", "Produktion", "niemand unmittelbar", "Betreiber", "Idee", "", "Lange, Tobias", "Drehwerk Automation GmbH", "nicht entschieden", "", ""),
    ("KI-7", "Übersetzung von Handbüchern", "Übersetzt technische Texte", "Entwicklung", "Kunden", "Betreiber", "abgeschaltet", "1.2.2024", "Schäfer, Daniel", "", "minimal", "Technische Texte", ""),
    ("KI-8", "Chat für die Anleitung der Anlagen", "Beantwortet Fragen zur Bedienung", "Produktion", "Beschäftigte", "Anbieter und Betreiber", "Pilot", "", "Yılmaz, Elif", "Textgarten Inc.", "Transparenzpflicht", "Gespräch mit Menschen", "1.10.26"),
]


def systems(folder):
    """Headings in two languages; an instruction to the right, far from the table."""
    lines = [["KI-Inventar / AI inventory"], ["Musterwerk GmbH", None, "Stand / as of: 2026-04-03"], [],
             ["Nr. / No.", "Bezeichnung / Name", "Zweck / Purpose", "Nutzer / Users", "Betroffene / People affected", "Unsere Rolle / Our role",
              "Status / Stage", "Produktiv seit / Live since", "Verantwortlich / Owner", "Anbieter / Supplier", "KI-VO-Klasse / AI Act class",
              "Begründung der Klasse / Why this class", "Nächste Prüfung / Next review"], *map(list, SYSTEMS)]
    book = Book().sheet("KI-Systeme", lines, header=[4], merged=["A1:M1"])
    book.book["KI-Systeme"]["T2"] = "Fragen an: e.yilmaz@musterwerk.example"
    book.save(folder / "KI-Inventar.xlsx")
    return [Part("KI-Inventar.xlsx", "ai-systems", len(SYSTEMS), "KI-Systeme", {
        "Bildprüfung Linie 3": {"stage": "production", "live_since": "2025-10-01", "owner": person("Elif Yılmaz"), "law_class": "minimal",
                                "suppliers": [Named("suppliers", "Pixelprüf AI GmbH")], "purpose": "Erkennt Fehler an gefrästen Teilen"},
        "Vorauswahl von Bewerbungen": {"stage": "pilot", "law_class": "high_risk", "law_reason": Contains("Anhang III")},
        "Absatzprognose": {"stage": "development", "law_class": "not_decided"},
        "Übersetzung von Handbüchern": {"stage": "retired"},
    }, codes={"KI-3": "Vorauswahl von Bewerbungen"}, said=("Fachbereich Vertrieb",))], []


DOCUMENTS = [
    ("RL-01", "Leitlinie zur Informationssicherheit", "Richtlinie", "3.0", "intern", "Weber, Jonas", "31. März 2026", "Vogt, Dr. Katrin", "31. März 2027", "freigegeben"),
    ("RL-02", "Richtlinie Zugriffe und Kennwörter", "Richtlinie", "2.1", "intern", "Müller, Anna", "15. Januar 2026", "Vogt, Dr. Katrin", "15. Januar 2027", "freigegeben"),
    ("RL-03", "Richtlinie zur Nutzung von KI", "Richtlinie", "0.4", "intern", "Yılmaz, Elif", "", "", "30. September 2026", "Entwurf"),
    ("VA-01", "Verfahren Risikobeurteilung", "Verfahren", "1.2", "intern", "Weber, Jonas", "1. Februar 2026", "Vogt, Dr. Katrin", "1. Februar 2027", "freigegeben"),
    ("VA-02", "Verfahren Sicherheitsvorfälle", "Verfahren", "1.0", "intern", "Weber, Jonas", "1. Februar 2025", "Vogt, Dr. Katrin", "1. Februar 2026", "in Überarbeitung"),
    ("VA-03", "Verfahren Lieferantenbewertung", "Verfahren", "1.1", "intern", "Böhm, Ines", "10. März 2026", "Vogt, Dr. Katrin", "10. März 2027", "freigegeben"),
    ("PL-01", "Notfallplan Rechenzentrum", "Plan", "2.0", "vertraulich", "IT-Betrieb", "8. Oktober 2025", "Vogt, Dr. Katrin", "8. Oktober 2026", "freigegeben"),
    ("PL-02", "Auditplan 2026", "Plan", "1.0", "intern", "Neumann, Frank", "20. Januar 2026", "Vogt, Dr. Katrin", "20. Januar 2027", "freigegeben"),
    ("AZ-01", "Protokoll der Managementbewertung 2025", "Aufzeichnung", "1.0", "vertraulich", "Vogt, Dr. Katrin", "5. März 2026", "Vogt, Dr. Katrin", "", "freigegeben"),
]


def documents(folder):
    lines = [["Dokumentenlenkung"], ["Musterwerk GmbH, Stand: 3.4.26"], ["Dok.-Nr.", "Titel", "Art", "Version", "Vertraulichkeitsstufe", "Verantwortlich",
             "Freigegeben am", "Freigegeben durch", "Nächste Prüfung", "Status"], *map(list, DOCUMENTS)]
    Book().sheet("Dokumente", lines, header=[3], merged=["A1:J1", "A2:J2"]).save(folder / "Dokumentenliste.xlsx")
    return [Part("Dokumentenliste.xlsx", "documents", len(DOCUMENTS), "Dokumente", {
        "Richtlinie Zugriffe und Kennwörter": {"kind": "policy", "version": "2.1", "classification": "internal", "owner": person("Anna Müller"),
                                               "next_review": "2027-01-15"},
        "Notfallplan Rechenzentrum": {"kind": "plan", "classification": "confidential"},
        "Protokoll der Managementbewertung 2025": {"kind": "record"},
        "Richtlinie zur Nutzung von KI": {"state": "draft", "version": "0.4"},
    }, codes={"RL-03": "Richtlinie zur Nutzung von KI"}, said=("IT-Betrieb",))], []


CHANGES = [
    ("C-2026-001", "Update der Virtualisierung", "Infrastruktur", "Şahin, Emre", "02.02.2026", "Neue Hauptversion", "Virtualisierungscluster", "hoch", "nicht getestet", "Müller, Anna", "20.02.2026", "03.03.2026", "Alter Stand auf zweitem Knoten", "erledigt"),
    ("C-2026-002", "Ländersperre am VPN", "Konfiguration", "Şahin, Emre", "01.04.2026", "Anmeldung nur aus der EU", "Firewall-Verbund", "gering", "bestanden", "Müller, Anna", "02.04.2026", "08.04.2026", "Regel abschalten", "erledigt"),
    ("C-2026-003", "Neue Beleuchtung an Linie 3", "Prozess", "Lange, Tobias", "10.03.2026", "Hellere Lampen", "Trainingsdaten Bildprüfung", "mittel", "nicht getestet", "Schäfer, Daniel", "12.03.2026", "15.03.2026", "Alte Lampen", "erledigt"),
    ("C-2026-004", "Portal für Personaldaten", "Anwendung", "Großmann, Petra", "20.03.2026", "Versand nur über das Portal", "Personalakte digital", "mittel", "", "", "", "", "", "beantragt"),
    ("C-2026-005", "Testcluster aufbauen", "Infrastruktur", "Emre Şahin", "13.04.2026", "Zwei Knoten", "Virtualisierungscluster", "gering", "", "Müller, Anna", "14.04.2026", "", "", "in Umsetzung"),
    ("C-2026-006", "Makros in Office sperren", "Konfiguration", "Weber, Jonas", "15.04.2026", "Nur signierte Makros", "E-Mail und Kalender", "mittel", "bestanden", "Müller, Anna", "20.04.2026", "27.04.2026", "Richtlinie zurücknehmen", "erledigt"),
    ("C-2026-007", "Zweiter Anbieter für Sprachmodelle", "Werkzeug", "Yılmaz, Elif", "17.04.2026", "Vergleich zweier Dienste", "", "mittel", "", "", "", "", "", "zurückgezogen"),
    ("C-2026-008", "Archiv der Kundenverträge umziehen", "Anwendung", "Krüger, Sabine", "20.04.2026", "Vom Dateiserver ins Archiv", "Kundenverträge", "gering", "", "", "", "", "", "beantragt"),
]


def changes(folder):
    head = ["Änderungs-Nr.", "Änderung", "Art", "Beantragt von", "Beantragt am", "Beschreibung", "Betroffene Werte", "Risiko", "Testergebnis",
            "Genehmigt von", "Genehmigt am", "Umgesetzt am", "Rückfallplan", "Status"]
    write_csv(folder / "Änderungen.csv", [head, *CHANGES], encoding="utf-8-sig")
    return [Part("Änderungen.csv", "changes", len(CHANGES), None, {
        "Update der Virtualisierung": {"kind": "infrastructure", "requested_by": person("Emre Şahin"), "requested_on": "2026-02-02",
                                       "risk_class": "high", "test_result": "not_tested", "approved_by": person("Anna Müller"),
                                       "live_on": "2026-03-03", "status": "done", "assets": [Named("assets", "Virtualisierungscluster")]},
        "Testcluster aufbauen": {"status": "in_progress", "risk_class": "low"},
        "Makros in Office sperren": {"test_result": "passed", "kind": "configuration"},
    }, codes={"C-2026-003": "Neue Beleuchtung an Linie 3"})], []


def build(folder):
    """Writes the fourteen registers into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    company = Company("Musterwerk GmbH", folder, "Personen ISMS.xlsx", "de", [])
    for make in (people, assets, risks, suppliers, soa, trainings, incidents, improvement, objectives, systems, documents, changes):
        parts, others = make(folder)
        company.parts += parts
        company.others += others
    return company
