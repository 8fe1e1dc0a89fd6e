"""What somebody keeps who has just begun, in English, and one small register each in Spanish, Italian and Dutch."""
from companies import Book, Company, Contains, OneOf, Part, person, write_csv

BEGINNER_RISKS = [
    ("Laptop is stolen", "Medium", "Low", "IT Operations", "Disks are encrypted", "Open"),
    ("Ransomware", "High", "High", "IT Operations", "Offline backups, training", "Under treatment"),
    ("Phishing mail is opened", "High", "Medium", "Everybody", "Monthly test mails", "Under treatment"),
    ("Office fire", "Low", "High", "Facilities", "Extinguishers, cloud storage", "Open"),
    ("Cloud provider is down", "Low", "Medium", "IT Operations", "Status page, second region", "Open"),
    ("Former employee keeps access", "Medium", "Medium", "HR", "Checklist for leavers", "Under treatment"),
    ("Customer data in a chat tool", "High", "High", "Data team", "Rules for AI tools", "Open"),
    ("Wrong attachment is sent", "Medium", "Medium", "Sales", "Warning for outside addresses", "Closed"),
]
BEGINNER_CONTROLS = [
    ("Backups every night", "Servers are copied to another region; a restore is tried twice a year", "IT Operations", "daily", "Implemented"),
    ("Second factor for everybody", "Sign-in needs a phone or a key", "IT Operations", "always", "Implemented"),
    ("Leavers lose access on their last day", "HR tells IT a week before", "HR", "when somebody leaves", "Partly"),
    ("Laptops are encrypted", "Set by the device management", "IT Operations", "always", "Implemented"),
    ("Security training", "One hour a year for everybody", "HR", "yearly", "Partly"),
    ("Visitors are accompanied", "Front desk hands out badges", "Facilities", "always", "Implemented"),
    ("Supplier check", "Questionnaire before the contract", "Finance", "before a contract", "Not started"),
    ("Rules for AI tools", "What may be put into which tool", "Data team", "yearly", "Not started"),
    ("Vulnerability scan", "All servers that can be reached from outside", "IT Operations", "weekly", "Implemented"),
]


def beginner(folder):
    """Two workbooks without codes and kinds, "High/Medium/Low", teams as owners, the scale in the heading, a total."""
    folder.mkdir(parents=True, exist_ok=True)
    Book().sheet("Sheet1", [["Risk", "Likelihood (Low/Medium/High)", "Impact (Low/Medium/High)", "Owner", "What we do about it", "Status"],
                            *map(list, BEGINNER_RISKS), ["Total risks: 8"]], header=[1]).save(folder / "Risk register.xlsx")
    Book().sheet("Sheet1", [["Our security controls"], [], ["Control", "What we do", "Who", "How often", "Status"],
                            *map(list, BEGINNER_CONTROLS), ["Total", 9]], header=[3]).save(folder / "Control list.xlsx")
    return Company("Beginner Ltd", folder, "", "en", [
        Part("Risk register.xlsx", "risks", len(BEGINNER_RISKS), "Sheet1", {
            "Ransomware": {"state": "in_treatment", "inherent_likelihood": OneOf(3, 4, 5), "domains": ["information_security"]},
            "Office fire": {"state": "identified", "inherent_likelihood": OneOf(1, 2)},
            "Wrong attachment is sent": {"state": "closed"},
        }, rising=[("inherent_likelihood", ["Office fire", "Laptop is stolen", "Ransomware"]),
                   ("inherent_impact", ["Laptop is stolen", "Wrong attachment is sent", "Ransomware"])],
            said=("IT Operations", "Everybody", "Facilities", "HR", "Data team", "Sales")),
        Part("Control list.xlsx", "controls", len(BEGINNER_CONTROLS), "Sheet1", {
            "Backups every night": {"status": "in_place", "frequency": "daily", "description": Contains("another region")},
            "Security training": {"status": "partly_in_place"},
            "Supplier check": {"status": "planned"},
        }, said=("IT Operations", "HR", "Facilities", "Finance", "Data team")),
    ])


def spanish(folder):
    folder.mkdir(parents=True, exist_ok=True)
    rows = [("P-1", "Pérdida de un portátil", "Media", "Baja", "Reducir", "Dirección de Sistemas", "30 de junio de 2026", "Abierto"),
            ("P-2", "Secuestro de datos", "Alta", "Muy alta", "Reducir", "García López, María", "31/12/2026", "En tratamiento"),
            ("P-3", "Corte de luz", "Baja", "Media", "Aceptar", "Dirección de Sistemas", "", "Abierto"),
            ("P-4", "Proveedor de nube caído", "Baja", "Alta", "Transferir", "María García López", "30 de septiembre de 2026", "Abierto"),
            ("P-5", "Envío a destinatario equivocado", "Media", "Media", "Reducir", "Equipo de Ventas", "15/09/2026", "Cerrado"),
            ("P-6", "Intrusión en la red", "Media", "Muy alta", "Evitar", "García López, María", "1 de octubre de 2026", "En tratamiento")]
    write_csv(folder / "Personal.csv", [["Nombre", "Correo electrónico", "Departamento"], ["García López, María", "maria@talleres.example", "Sistemas"]])
    write_csv(folder / "Registro de riesgos.csv", [["Talleres Ebro – Registro de riesgos"], ["Actualizado: 3 de abril de 2026"], [],
              ["N.º", "Riesgo", "Probabilidad", "Impacto", "Tratamiento", "Propietario", "Fecha límite", "Estado"], *map(list, rows)], encoding="cp1252")
    return Company("Talleres Ebro", folder, "Personal.csv", "es", [
        Part("Personal.csv", "people", 1),
        Part("Registro de riesgos.csv", "risks", len(rows), None, {
            "Secuestro de datos": {"treatment": "modify", "owner": person("María García López"), "treatment_due": "2026-12-31", "state": "in_treatment"},
            "Proveedor de nube caído": {"treatment": "share", "treatment_due": "2026-09-30", "owner": person("María García López")},
            "Envío a destinatario equivocado": {"treatment_due": "2026-09-15", "state": "closed"},
        }, rising=[("inherent_impact", ["Pérdida de un portátil", "Corte de luz", "Proveedor de nube caído", "Secuestro de datos"])],
            codes={"P-4": "Proveedor de nube caído"}, said=("Dirección de Sistemas", "Equipo de Ventas"))])


def italian(folder):
    folder.mkdir(parents=True, exist_ok=True)
    rows = [("F-1", "Nuvola Adriatica S.r.l.", "Hosting", "Critico", "no", "Italia", "31/12/2027", "Ufficio IT", "sì"),
            ("F-2", "Paghe Veloci", "Buste paga", "Importante", "no", "Italia", "30 giugno 2027", "Rossi, Giulia", "no"),
            ("F-3", "Visione AI", "Riconoscimento di immagini", "Critico", "sì", "Germania", "1º marzo 2027", "Giulia Rossi", "no"),
            ("F-4", "Pulito & C.", "Pulizie", "Ordinario", "no", "Italia", "", "Ufficio acquisti", "no"),
            ("F-5", "Posta Sicura", "Posta elettronica", "Importante", "no", "Irlanda", "15/05/2027", "Ufficio IT", "sì")]
    write_csv(folder / "Personale.csv", [["Nome", "E-mail", "Reparto"], ["Rossi, Giulia", "giulia@officine.example", "Acquisti"]])
    Book().sheet("Fornitori", [["Officine Brenta – Registro dei fornitori"], ["Aggiornato al 3 aprile 2026"], [],
                               ["Codice", "Fornitore", "Servizio", "Criticità", "Servizio di IA", "Paese", "Scadenza contratto", "Responsabile", "Piano di uscita"],
                               *map(list, rows), [], ["Totale", 5]], header=[4]).save(folder / "Registro fornitori.xlsx")
    return Company("Officine Brenta", folder, "Personale.csv", "it", [
        Part("Personale.csv", "people", 1),
        Part("Registro fornitori.xlsx", "suppliers", len(rows), "Fornitori", {
            "Visione AI": {"tier": "critical", "provides_ai": True, "contract_until": "2027-03-01", "owner": person("Giulia Rossi"), "has_exit_plan": False},
            "Paghe Veloci": {"tier": "important", "contract_until": "2027-06-30", "provides_ai": False},
            "Nuvola Adriatica S.r.l.": {"has_exit_plan": True, "contract_until": "2027-12-31"},
        }, codes={"F-3": "Visione AI"}, said=("Ufficio IT", "Ufficio acquisti"))])


def dutch(folder):
    folder.mkdir(parents=True, exist_ok=True)
    rows = [("B-1", "Klantendatabase", "Informatie", "de Vries, Pieter", "Vertrouwelijk", "ja", "Amsterdam"),
            ("B-2", "Boekhoudpakket", "Applicatie", "Pieter de Vries", "Vertrouwelijk", "ja", "Cloud (EU)"),
            ("B-3", "Laptops", "Apparaat", "Afdeling ICT", "Intern", "ja", "Overal"),
            ("B-4", "Serverruimte", "Locatie", "Afdeling ICT", "Intern", "nee", "Amsterdam"),
            ("B-5", "Website", "Applicatie", "Marketing", "Openbaar", "nee", "Cloud (EU)"),
            ("B-6", "Recepten", "Informatie", "Pieter de Vries", "Geheim", "nee", "Kluis")]
    write_csv(folder / "Medewerkers.csv", [["Naam", "E-mailadres", "Afdeling"], ["de Vries, Pieter", "pieter@bakkerij.example", "Directie"]])
    Book().sheet("Bedrijfsmiddelen", [["Bakkerij Amstel BV", None, "Overzicht van bedrijfsmiddelen"], ["Bijgewerkt: 3 april 2026"],
                                      ["Nr.", "Bedrijfsmiddel", "Soort", "Eigenaar", "Classificatie", "Persoonsgegevens", "Locatie"],
                                      *map(list, rows)], header=[3]).save(folder / "Bedrijfsmiddelen.xlsx")
    return Company("Bakkerij Amstel BV", folder, "Medewerkers.csv", "nl", [
        Part("Medewerkers.csv", "people", 1),
        Part("Bedrijfsmiddelen.xlsx", "assets", len(rows), "Bedrijfsmiddelen", {
            "Boekhoudpakket": {"kind": "application", "owner": person("Pieter de Vries"), "classification": "confidential", "personal_data": "personal"},
            "Serverruimte": {"kind": "site", "location": "Amsterdam", "personal_data": "none"},
            "Recepten": {"classification": "secret"},
        }, codes={"B-5": "Website"}, said=("Afdeling ICT", "Marketing"))])
