"""Atelier Numérique du Rhône, an agency and host in Lyon of 60 people: eleven registers, most of them edited by hand for
years. Scales of four steps, directions as owners, decimal commas, reasons in one column."""
from companies import (Begins, Book, Company, Contains, Named, OneOf, Part, annex, person, write_csv, write_ods,
                       write_unicode_text)

NBSP = "\u00a0"
HOUSE = "Atelier Numérique du Rhône"

PEOPLE = [
    ("LEFEBVRE Claire", "claire.lefebvre", "Direction générale", "Directrice générale", "Lyon", "2010-09-01!", "Direction"),
    ("MOREAU Hugo", "hugo.moreau", "Direction des systèmes d'information", "Directeur des systèmes d'information", "Lyon", "2015-03-16!", "Propriétaire de risques"),
    ("BENALI Samia", "samia.benali", "Sécurité", "Responsable de la sécurité des SI (RSSI)", "Lyon", "2019-01-07!", "RSSI"),
    ("DUPONT-GARNIER Éloïse", "eloise.dupont", "Ressources humaines", "Responsable RH", "Lyon", "2017-05-02!", "Formations"),
    ("PETIT Antoine", "antoine.petit", "Achats", "Acheteur", "Lyon", "2018-10-01!", "Fournisseurs"),
    ("NGUYEN Minh", "minh.nguyen", "Développement", "Responsable du développement", "Grenoble", "2016-06-20!", ""),
    ("ROUSSEAU Zoé", "zoe.rousseau", "Juridique", "Déléguée à la protection des données", "Lyon", "2021-02-01!", "DPO"),
    ("GIRARD Paul", "paul.girard", "Exploitation", "Administrateur systèmes", "Grenoble", "2020-11-16!", ""),
    ("ÇELIK Deniz", "deniz.celik", "Données et IA", "Cheffe de projet IA", "Lyon", "2022-04-04!", "Référente IA"),
    ("LECLERC François", "francois.leclerc", "Commercial", "Directeur commercial", "Lyon", "2013-01-02!", ""),
    ("FAURE Inès", "ines.faure", "Qualité", "Auditrice interne", "Lyon", "2019-08-26!", "Auditrice interne"),
]


def people(folder):
    lines = [[HOUSE], ["Liste du personnel concerné par le SMSI"], ["Mise à jour : 3 avril 2026"], [],
             ["Nom et prénom", "Courriel", "Service", "Fonction", "Site", "Date d'entrée", "Rôle dans le SMSI"]]
    lines += [[name, f"{address}@atelier-rhone.example", *rest] for name, address, *rest in PEOPLE]
    lines += [[], ["Effectif suivi", len(PEOPLE)]]
    Book().sheet("Personnel", lines, header=[5], merged=["A1:G1", "A2:G2"], day_format="dd/mm/yyyy").save(folder / "Personnel.xlsx")
    return [Part("Personnel.xlsx", "people", len(PEOPLE), "Personnel", {
        "Samia Benali": {"email": "samia.benali@atelier-rhone.example", "department": "Sécurité", "started": "2019-01-07"},
        "Éloïse Dupont-Garnier": {"job_role": "Responsable RH"},
    })], []


ASSETS = [
    ("A-001", "Plateforme d'hébergement", "Infrastructure", "Hugo Moreau", "Confidentiel", "4", "4", "4", "Centre de données de Lyon", "Rhône Datacenter", "oui"),
    ("A-002", "Site de commande en ligne", "Application", "Minh Nguyen", "Interne", "3", "4", "4", "Centre de données de Lyon", "", "oui"),
    ("A-003", "Messagerie", "Service", "Direction des systèmes d'information", "Confidentiel", "3", "3", "3", "Nuage (UE)", "Courrier Bleu SAS", "oui"),
    ("A-004", "Dépôt de code source", "Application", "NGUYEN Minh", "Confidentiel", "3", "4", "3", "Nuage (UE)", "Forge Alpine", "non"),
    ("A-005", "Paie", "Application", "Dupont-Garnier, Éloïse", "Secret", "4", "4", "2", "Nuage (France)", "Paie Facile", "oui"),
    ("A-006", "Postes de travail", "Matériel", "Girard Paul", "Interne", "2", "2", "2", "Lyon ; Grenoble", "", "oui"),
    ("A-007", "Sauvegardes", "Infrastructure", "Paul Girard", "Confidentiel", "4", "4", "3", "Grenoble", "", "oui"),
    ("A-008", "Contrats clients", "Information", "Zoé Rousseau", "Confidentiel", "3", "3", "2", "Lyon", "", "oui"),
    ("A-009", "Jeu d'images annotées", "Information", "Deniz Çelik", "Interne", "2", "4", "2", "Centre de données de Lyon", "Annot'Image", "non"),
    ("A-010", "Local technique de Lyon", "Site", "Hugo Moreau", "Interne", "3", "3", "4", "Lyon", "", "non"),
    ("A-011", "Réseau et pare-feu", "Infrastructure", "Paul Girard", "Interne", "3", "4", "4", "Lyon ; Grenoble", "", "non"),
    ("A-012", "Site vitrine", "Application", "LECLERC François", "Public", "1", "3", "2", "Centre de données de Lyon", "", "non"),
]


def assets(folder):
    """A CSV that Excel saved on a French computer: Windows-1252, semicolons, non-breaking blanks."""
    lines = [["N°", "Actif", "Type", "Propriétaire", "Classification", "Confidentialité (1-4)", "Intégrité (1-4)", "Disponibilité (1-4)",
              "Emplacement", "Fournisseur", "Données personnelles"], *map(list, ASSETS)]
    lines[3][1] = f"Messagerie{NBSP}"
    write_csv(folder / "Inventaire des actifs.csv", lines, encoding="cp1252")
    return [Part("Inventaire des actifs.csv", "assets", len(ASSETS), None, {
        "Plateforme d'hébergement": {"kind": "infrastructure", "classification": "confidential", "availability": 4, "owner": person("Hugo Moreau"),
                                     "suppliers": [Named("suppliers", "Rhône Datacenter")], "personal_data": "personal"},
        "Messagerie": {"kind": "service", "suppliers": [Named("suppliers", "Courrier Bleu SAS")]},
        "Postes de travail": {"kind": "device", "owner": person("Paul Girard")},
        "Site vitrine": {"classification": "public", "personal_data": "none"},
    }, codes={"A-004": "Dépôt de code source"}, said=("Direction des systèmes d'information",))], []


RISKS = [
    ("R/2026/01", "Rançongiciel sur la plateforme", "Sécurité de l'information", "Chiffrement des machines de tous les clients.", "Plateforme d'hébergement\nSauvegardes", "3 - Vraisemblable", "4 - Critique", "Réduire", "Sauvegardes hors ligne, authentification forte", "2 - Peu vraisemblable", "3 - Importante", "Moreau, Hugo", "T3 2026", "En cours"),
    ("R/2026/02", "Fuite du code source", "Sécurité de l'information", "Un jeton est publié par erreur.", "Dépôt de code source", "3 - Vraisemblable", "3 - Importante", "Réduire", "Recherche de secrets à chaque envoi", "1 - Invraisemblable", "3 - Importante", "NGUYEN Minh", "30 juin 2026", "En cours"),
    ("R/2026/03", "Panne électrique prolongée", "Sécurité de l'information", "Le local n'a que vingt minutes d'autonomie.", "Local technique de Lyon", "2 - Peu vraisemblable", "4 - Critique", "Réduire", "Groupe électrogène", "1 - Invraisemblable", "4 - Critique", "Direction des systèmes d'information", "31 décembre 2026", "Ouvert"),
    ("R/2026/04", "Départ d'un administrateur", "Sécurité de l'information", "Le savoir n'est écrit nulle part.", "", "3 - Vraisemblable", "2 - Limitée", "Accepter", "", "3 - Vraisemblable", "2 - Limitée", "Hugo Moreau", "", "Traité"),
    ("R/2026/05", "Défaillance du prestataire de paie", "Sécurité de l'information", "Salaires en retard.", "Paie", "2 - Peu vraisemblable", "2 - Limitée", "Transférer", "Pénalités au contrat", "2 - Peu vraisemblable", "2 - Limitée", "DUPONT-GARNIER Éloïse", "3 avril 2026", "Traité"),
    ("R/2026/06", "Vol de poste de travail", "Sécurité de l'information", "Poste volé dans le train.", "Postes de travail", "4 - Quasi certain", "1 - Négligeable", "Réduire", "Chiffrement des disques", "4 - Quasi certain", "1 - Négligeable", "Paul Girard", "3 avril 2026", "Traité"),
    ("R/2026/07", "Images annotées de travers", "IA", "Le modèle apprend des erreurs et classe mal les produits.", "Jeu d'images annotées", "3 - Vraisemblable", "2 - Limitée", "Réduire", "Double annotation d'un échantillon", "2 - Peu vraisemblable", "2 - Limitée", "Çelik, Deniz", "T4 2026", "Ouvert"),
    ("R/2026/08", "Réponses inventées de l'assistant client", "IA", "Un client suit un conseil faux.", "", "4 - Quasi certain", "2 - Limitée", "Réduire", "Relecture, mention de l'IA", "3 - Vraisemblable", "2 - Limitée", "Deniz ÇELIK", "T3 2026", "En cours"),
    ("R/2026/09", "Intrusion par le pare-feu", "Sécurité de l'information", "Équipement sans mise à jour.", "Réseau et pare-feu", "2 - Peu vraisemblable", "4 - Critique", "Réduire", "Mises à jour sous sept jours", "1 - Invraisemblable", "4 - Critique", "Girard Paul", "30/09/2026", "En cours"),
    ("R/2026/10", "Défiguration du site vitrine", "Sécurité de l'information", "Image de l'entreprise touchée.", "Site vitrine", "2 - Peu vraisemblable", "1 - Négligeable", "Accepter", "", "2 - Peu vraisemblable", "1 - Négligeable", "Équipe commerciale", "", "Ouvert"),
]


def risks(folder):
    lines = [[f"{HOUSE} – Registre des risques"], ["Version 5.2", None, "Mise à jour : 3 avril 2026", None, "Approuvé par : C. Lefebvre"], [],
             ["Réf.", "Risque", "Domaine", "Scénario", "Actifs concernés", "Risque brut", None, "Traitement", "Mesures", "Risque résiduel", None,
              "Propriétaire du risque", "Échéance", "Statut"],
             [None, None, None, None, None, "Vraisemblance (1 à 4)", "Gravité (1 à 4)", None, None, "Vraisemblance (1 à 4)", "Gravité (1 à 4)"],
             *map(list, RISKS), [], ["Total", len(RISKS)]]
    merged = ["A1:N1", "F4:G4", "J4:K4", *(f"{letter}4:{letter}5" for letter in "ABCDEHILMN")]
    book = Book().sheet("Lisez-moi", [["Comment remplir ce registre"], ["1. Une ligne par risque."], ["2. Ne pas supprimer de ligne."]])
    book.sheet("Risques", lines, header=[4, 5], merged=merged)
    book.sheet("Synthèse", [["Gravité", "Nombre"], ["Critique", 3], ["Importante", 1], ["Limitée", 4], ["Négligeable", 2], ["Total général", 10]], header=[1])
    book.save(folder / "Registre des risques.xlsx")
    return [Part("Registre des risques.xlsx", "risks", len(RISKS), "Risques", {
        "Rançongiciel sur la plateforme": {"domains": ["information_security"], "treatment": "modify", "owner": person("Hugo Moreau"),
                                           "treatment_due": "2026-09-30", "state": "in_treatment",
                                           "assets": [Named("assets", "Plateforme d'hébergement"), Named("assets", "Sauvegardes")],
                                           "inherent_likelihood": OneOf(3, 4), "inherent_impact": OneOf(4, 5)},
        "Images annotées de travers": {"domains": ["ai"], "owner": person("Deniz Çelik"), "treatment_due": "2026-12-31", "state": "identified"},
        "Départ d'un administrateur": {"treatment": "retain", "state": "treated"},
        "Intrusion par le pare-feu": {"treatment_due": "2026-09-30"},
    }, rising=[("inherent_impact", ["Vol de poste de travail", "Départ d'un administrateur", "Fuite du code source", "Panne électrique prolongée"])],
        codes={"R/2026/02": "Fuite du code source"}, said=("Direction des systèmes d'information", "Équipe commerciale"))], [
            ("Registre des risques.xlsx", "Lisez-moi"), ("Registre des risques.xlsx", "Synthèse")]


SUPPLIERS = [
    ("F01", "Rhône Datacenter", "Hébergement en baie", "Critique", "non", "France", "Données des clients", "2024-01-15!", "2026-12-31!", "ISO 27001 ; HDS", "2025-12-10!", "Satisfaisant", "2026-12-10!", "Moreau Hugo", "oui"),
    ("F02", "Courrier Bleu SAS", "Messagerie", "Important", "non", "France", "Courriels", "2025-02-01!", "2028-01-31!", "ISO 27001", "2025-02-01!", "Satisfaisant", "2026-08-01!", "Direction des systèmes d'information", "non"),
    ("F03", "Forge Alpine", "Dépôt de code", "Important", "oui", "Suisse", "Code source", "", "2027-05-31!", "SOC 2", "2025-06-01!", "Satisfaisant avec réserves", "2026-12-01!", "Minh Nguyen", "non"),
    ("F04", "Paie Facile", "Paie", "Important", "non", "France", "Données RH", "2023-03-01!", "2027-02-28!", "", "2025-03-12!", "Satisfaisant", "2026-09-12!", "Éloïse Dupont-Garnier", "non"),
    ("F05", "Annot'Image", "Annotation d'images", "Courant", "oui", "Tunisie", "Photos de produits", "", "2026-12-31!", "", "", "Non évalué", "2026-10-01!", "Deniz Çelik", "non"),
    ("F06", "Parole Claire AI", "Assistant client (modèle de langue)", "Critique", "oui", "Allemagne", "Questions des clients", "2026-02-20!", "2027-02-19!", "ISO 42001", "2026-02-20!", "Satisfaisant avec réserves", "2027-02-20!", "Deniz Çelik", "non"),
    ("F07", "Net et Propre", "Ménage", "Courant", "non", "France", "aucune", "", "", "", "", "Non évalué", "", "Petit, Antoine", "non"),
    ("F08", "Assur'Cyber", "Assurance", "Courant", "non", "France", "aucune", "", "2026-12-31!", "", "2026-01-05!", "Satisfaisant", "", "Claire Lefebvre", "non"),
]


def suppliers(folder):
    """The table begins in column C; a chart's figures stand to the right."""
    lines = [[HOUSE], ["Registre des fournisseurs"], [], ["Code", "Fournisseur", "Prestation", "Criticité", "Service d'IA (oui/non)", "Pays", "Données traitées",
             "Accord de sous-traitance signé le", "Fin du contrat", "Certifications", "Dernière évaluation", "Résultat", "Prochaine évaluation",
             "Responsable", "Plan de sortie"], *map(list, SUPPLIERS)]
    book = Book().sheet("Fournisseurs", lines, header=[4], start_column=3, day_format="dd/mm/yyyy")
    sheet = book.book["Fournisseurs"]
    sheet["V20"], sheet["W20"] = "Critique", 2
    book.save(folder / "Fournisseurs.xlsx")
    return [Part("Fournisseurs.xlsx", "suppliers", len(SUPPLIERS), "Fournisseurs", {
        "Rhône Datacenter": {"tier": "critical", "provides_ai": False, "agreement_signed": "2024-01-15", "contract_until": "2026-12-31",
                             "assessment_result": "acceptable", "owner": person("Hugo Moreau"), "has_exit_plan": True, "country": "France"},
        "Parole Claire AI": {"provides_ai": True, "assessment_result": "acceptable_with_actions", "owner": person("Deniz Çelik")},
        "Net et Propre": {"tier": "routine", "assessment_result": "not_assessed", "owner": person("Antoine Petit")},
    }, codes={"F06": "Parole Claire AI"}, said=("Direction des systèmes d'information",))], []


def soa(folder):
    """A statement without titles for one standard, with "A 5.1"; the one for AI says the standard in a column, and in CSV."""
    lines = [["Déclaration d'applicabilité"], [f"{HOUSE} – ISO/IEC 27001:2022 – version 6 du 31 mars 2026"], [],
             ["Mesure", "Applicable", "Justification", "État de mise en œuvre", "Responsable"]]
    states = ["Mis en œuvre", "Partiellement mis en œuvre", "Mis en œuvre", "Planifié"]
    for number, (control, _) in enumerate(annex("iso27001")):
        written = control.replace("A.", "A ")
        if control in ("A.7.8", "A.8.30"):
            lines.append([written, "Non", "Exclue : sans objet dans nos locaux" if control == "A.7.8" else "Exclue : pas de sous-traitance", "Sans objet", ""])
        else:
            lines.append([written, "Oui", ("Analyse des risques", "Obligation légale", "Contrat")[number % 3], states[number % 4], "Benali, Samia"])
    Book().sheet("DdA", lines, header=[4], merged=["A1:E1", "A2:E2"]).save(folder / "Déclaration d'applicabilité.xlsx")
    intelligence = [["Référentiel", "Mesure", "Intitulé", "Applicable", "Justification", "État"]]
    for number, (control, title) in enumerate(annex("iso42001")):
        applies = control != "A.8.5"
        intelligence.append(["ISO/IEC 42001:2023", control, title, "x" if applies else "", "Analyse des risques IA" if applies else "", "Planifié" if number % 2 else "Partiellement mis en œuvre"])
        if not applies:
            intelligence[-1][3:] = ["Non", "Aucune obligation d'informer", ""]
    write_csv(folder / "DdA IA.csv", intelligence)
    return [
        Part("Déclaration d'applicabilité.xlsx", "coverage", 93, "DdA", {
            "iso27001:A.5.1": {"applicable": "yes", "justification": Contains("Analyse des risques"), "status": "implemented",
                               "title": "Policies for information security", "owner": person("Samia Benali")},
            "iso27001:A.5.2": {"status": "partial"},
            "iso27001:A.8.30": {"applicable": "no", "justification": Contains("sous-traitance")},
        }, standard="iso27001"),
        Part("DdA IA.csv", "coverage", 38, None, {
            "iso42001:A.2.2": {"applicable": "yes", "status": "partial"},
            "iso42001:A.8.5": {"applicable": "no"},
        }, standard="iso42001")], []


TRAININGS = [
    ("Sensibilisation sécurité 2026", "2026-02-03!", "Sensibilisation", "En ligne", "Samia Benali", "Tout le personnel", 60, 57, 55, "3 février 2027", "Moreau Hugo ; Girard Paul"),
    ("Accueil des nouveaux arrivants", "2026-03-02!", "Sensibilisation", "Présentiel", "Éloïse Dupont-Garnier", "Nouveaux", 4, 4, 4, "", ""),
    ("Développement sécurisé", "2025-11-18!", "Développement", "Atelier", "externe", "Développeurs", 15, 14, 12, "18 novembre 2027", "NGUYEN Minh"),
    ("RGPD pour le commerce", "2026-01-22!", "Protection des données", "Présentiel", "Zoé Rousseau", "Commercial", 9, 9, "", "", "LECLERC François"),
    ("IA : usages et limites", "2026-03-19!", "IA", "Présentiel", "Deniz Çelik", "Tout le personnel", 60, 41, "", "", "Lefebvre Claire\nLeclerc François\nPetit Antoine"),
    ("Exercice de crise", "2025-10-14!", "Continuité", "Exercice", "Hugo Moreau", "Cellule de crise", 7, 7, "", "", "Lefebvre, Claire; Moreau, Hugo; Benali, Samia"),
    ("Auditeur interne ISO 27001", "2025-06-10!", "Audit", "Stage de 3 jours", "externe", "Qualité", 1, 1, 1, "10 juin 2028", "Inès Faure"),
    ("Hameçonnage : savoir signaler", "2026-04-01!", "Sensibilisation", "En ligne", "Samia Benali", "Tout le personnel", 61, 50, 48, "1er avril 2027", ""),
]


def trainings(folder):
    head = ["Formation", "Date", "Thème", "Forme", "Formateur", "Public", "Inscrits", "Présents", "Réussite", "Valable jusqu'au", "Participants"]
    write_ods(folder / "Formations.ods", [("Formations", [["Plan de formation 2026"], [], head, *map(list, TRAININGS)])])
    return [Part("Formations.ods", "trainings", len(TRAININGS), "Formations", {
        "Sensibilisation sécurité 2026": {"date": "2026-02-03", "invited": 60, "attended": 57, "passed": 55, "valid_until": "2027-02-03",
                                          "participants": [person("Hugo Moreau"), person("Paul Girard")]},
        "Exercice de crise": {"participants": [person("Claire Lefebvre"), person("Hugo Moreau"), person("Samia Benali")]},
        "Hameçonnage : savoir signaler": {"valid_until": "2027-04-01"},
    })], []


INCIDENTS = [
    ("I-2026-1", "Hameçonnage réussi au commerce", "08/01/2026 10:12", "08/01/2026 11:00", "15/01/2026", "Hameçonnage", "3", "Un mot de passe a été saisi sur un faux site.", "Messagerie", "non", "0", "Pas de second facteur", "Mot de passe changé", "François Leclerc", "Clos"),
    ("I-2026-2", "Panne de la plateforme", "13/02/2026 05:50", "13/02/2026 08:20", "27/02/2026", "Disponibilité", "1", "Vingt clients sans service pendant deux heures et demie.", "Plateforme d'hébergement", "non", "0", "Disque plein", "Espace libéré", "Hugo Moreau", "Clos"),
    ("I-2026-3", "Envoi de factures au mauvais client", "25/02/2026 16:40", "25/02/2026 17:30", "", "Données personnelles", "2", "Douze factures avec adresses.", "Site de commande en ligne", "oui", "12", "Erreur de code", "Clients prévenus", "Zoé Rousseau", "En cours"),
    ("I-2026-4", "Poste volé à la gare", "11/03/2026 18:00", "11/03/2026 18:25", "18/03/2026", "Vol", "4", "Disque chiffré, poste effacé à distance.", "Postes de travail", "non", "0", "Poste laissé sans surveillance", "Effacement", "Paul Girard", "Clos"),
    ("I-2026-5", "L'assistant annonce une remise fausse", "20/03/2026 09:00", "20/03/2026 09:40", "", "IA", "3", "Le client demande la remise promise.", "Site de commande en ligne", "non", "1", "", "Assistant mis en pause", "Deniz Çelik", "Ouvert"),
    ("I-2026-6", "Jeton publié dans un dépôt public", "31/03/2026 14:05", "31/03/2026 14:20", "02/04/2026", "Fuite", "2", "Révoqué en quinze minutes.", "Dépôt de code source", "non", "0", "Pas de contrôle avant l'envoi", "Jeton révoqué", "Équipe commerciale", "Clos"),
]


def incidents(folder):
    head = ["Réf.", "Incident", "Détecté le", "Contenu le", "Clos le", "Catégorie", "Gravité (1 = la plus grave)", "Description", "Actifs touchés",
            "Violation de données personnelles", "Personnes touchées", "Cause", "Action immédiate", "Responsable", "Statut"]
    write_unicode_text(folder / "Incidents.txt", [head, *INCIDENTS])
    return [Part("Incidents.txt", "incidents", len(INCIDENTS), None, {
        "Envoi de factures au mauvais client": {"detected_at": Begins("2026-02-25"), "severity": 2, "personal_data_breach": True, "people_affected": 12,
                                                "owner": person("Zoé Rousseau"), "assets": [Named("assets", "Site de commande en ligne")]},
        "Panne de la plateforme": {"closed_on": "2026-02-27", "severity": 1, "state": "closed"},
        "Hameçonnage réussi au commerce": {"detected_at": Begins("2026-01-08"), "closed_on": "2026-01-15"},
    }, codes={"I-2026-3": "Envoi de factures au mauvais client"}, said=("Équipe commerciale",))], []


NONCONFORMITIES = [
    ("NC-1", "Disque plein non surveillé", "Incident", "Majeure", "ISO 27001 A.8.6", "Aucune alerte à 80 %.", "27/02/2026", "Hugo Moreau", "30/06/2026", "Ouverte"),
    ("NC-2", "Revue des droits en retard", "Auto-contrôle", "Mineure", "ISO 27001 A.5.18", "Deux services sans revue.", "10/03/2026", "Samia Benali", "31/05/2026", "Ouverte"),
    ("NC-3", "Fournisseurs d'IA sans évaluation", "Revue de direction", "Mineure", "ISO 42001 A.10.3", "Annot'Image n'a pas été évalué.", "31/03/2026", "Petit Antoine", "30/09/2026", "Ouverte"),
    ("NC-4", "Plainte d'un client sur l'assistant", "Réclamation", "Mineure", "ISO 42001 A.8.3", "Voir I-2026-5.", "20/03/2026", "Deniz Çelik", "30/06/2026", "Ouverte"),
]


def nonconformities(folder):
    lines = [[f"{HOUSE} – Non-conformités"], [], ["N°", "Non-conformité", "Origine", "Niveau", "Exigence", "Description", "Constatée le", "Responsable",
             "Échéance", "Statut"], *map(list, NONCONFORMITIES)]
    Book().sheet("Non-conformités", lines, header=[3], merged=["A1:J1"]).save(folder / "Non-conformités.xlsx")
    return [Part("Non-conformités.xlsx", "nonconformities", len(NONCONFORMITIES), "Non-conformités", {
        "Disque plein non surveillé": {"grade": "major", "source": "incident", "requirements": ["iso27001:A.8.6"], "found_on": "2026-02-27",
                                       "due_on": "2026-06-30", "owner": person("Hugo Moreau"), "state": "open"},
        "Plainte d'un client sur l'assistant": {"source": "complaint", "requirements": ["iso42001:A.8.3"]},
    }, codes={"NC-3": "Fournisseurs d'IA sans évaluation"})], []


OBJECTIVES = [
    ("O1", "Le personnel est sensibilisé", "Part du personnel formé", "%", "au moins", "95 %", "Éloïse Dupont-Garnier", "annuelle", "31 décembre 2026", "93,5 %", "En bonne voie"),
    ("O2", "La plateforme est disponible", "Disponibilité mensuelle", "%", "au moins", "99,9 %", "Hugo Moreau", "mensuelle", "31 décembre 2026", "99,95 %", "Atteint"),
    ("O3", "Peu d'incidents graves", "Incidents de gravité 1 ou 2", "nombre", "au plus", "2", "Samia Benali", "trimestrielle", "T4 2026", "3", "Non atteint"),
    ("O4", "Mises à jour rapides", "Délai moyen", "jours", "au plus", "7", "Direction des systèmes d'information", "mensuelle", "T4 2026", "6,2", "Atteint"),
    ("O5", "Fournisseurs évalués", "Part évaluée", "%", "au moins", "90 %", "Petit, Antoine", "semestrielle", "T1 2027", "75 %", "En bonne voie"),
    ("O6", "Assistants relus", "Part de réponses relues", "%", "au moins", "10 %", "Deniz Çelik", "mensuelle", "3 avril 2027", "", "Planifié"),
]


def objectives(folder):
    lines = [["Réf.", "Objectif", "Indicateur", "Unité", "Sens", "Cible", "Responsable", "Fréquence de mesure", "Échéance", "Dernière valeur", "Statut"],
             *map(list, OBJECTIVES)]
    write_csv(folder / "Objectifs 2026.csv", lines, encoding="utf-8-sig")
    return [Part("Objectifs 2026.csv", "objectives", len(OBJECTIVES), None, {
        "La plateforme est disponible": {"direction": "at_least", "target": 99.9, "last_value": 99.95, "status": "met", "due_on": "2026-12-31",
                                         "owner": person("Hugo Moreau")},
        "Mises à jour rapides": {"direction": "at_most", "target": 7, "last_value": 6.2},
        "Fournisseurs évalués": {"due_on": "2027-03-31", "status": "on_track"},
    }, said=("Direction des systèmes d'information",))], []


SYSTEMS = [
    ("IA-01", "Assistant client", "Répond aux questions sur les commandes", "Clients", "Clients", "Déployeur", "En production", "20 février 2026", "Deniz Çelik", "Parole Claire AI", "Risque limité (transparence)", "Converse avec des personnes"),
    ("IA-02", "Tri d'images de produits", "Range les photos des clients par catégorie", "Production", "aucune", "Fournisseur", "En développement", "", "Çelik Deniz", "Annot'Image", "Risque minimal", "Photos de produits seulement"),
    ("IA-03", "Aide au code", "Propose du code aux développeurs", "Développement", "aucune", "Déployeur", "En production", "1er juin 2025", "Nguyen, Minh", "Forge Alpine", "Risque minimal", "Outil interne"),
    ("IA-04", "Tri des candidatures", "Classe les candidatures", "Ressources humaines", "Candidats", "Déployeur", "À l'étude", "", "Éloïse Dupont-Garnier", "", "Haut risque", "Emploi, annexe III"),
    ("IA-05", "Prévision de charge", "Prévoit la charge des serveurs", "Exploitation", "aucune", "Fournisseur", "Pilote", "", "Équipe commerciale", "", "Risque minimal", "Données techniques"),
]


def systems(folder):
    lines = [[HOUSE, None, None, "Registre des systèmes d'IA"], ["Date : 3 avril 2026"], [], ["N°", "Système d'IA", "Finalité", "Utilisateurs", "Personnes concernées", "Notre rôle",
             "État", "En service depuis", "Responsable", "Fournisseur", "Classe AI Act", "Motif du classement"], *map(list, SYSTEMS)]
    Book().sheet("Systèmes d'IA", lines, header=[4]).save(folder / "Registre IA.xlsx")
    return [Part("Registre IA.xlsx", "ai-systems", len(SYSTEMS), "Systèmes d'IA", {
        "Assistant client": {"stage": "production", "live_since": "2026-02-20", "owner": person("Deniz Çelik"), "law_class": "transparency",
                             "suppliers": [Named("suppliers", "Parole Claire AI")]},
        "Tri des candidatures": {"stage": "idea", "law_class": "high_risk"},
        "Aide au code": {"live_since": "2025-06-01", "law_class": "minimal", "owner": person("Minh Nguyen")},
    }, codes={"IA-04": "Tri des candidatures"}, said=("Équipe commerciale",))], []


def build(folder):
    """Writes the eleven registers into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    company = Company(HOUSE, folder, "Personnel.xlsx", "fr", [])
    for make in (people, assets, risks, suppliers, soa, trainings, incidents, nonconformities, objectives, systems):
        parts, others = make(folder)
        company.parts += parts
        company.others += others
    return company
