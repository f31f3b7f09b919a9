### The words of the domain's closed lists, `{prefix}-{word}`; read by `Text::word`.

## Kinds of organisations
organisation-kind-operator = Gestionnaire
organisation-kind-prescriber = Prescripteur
organisation-kind-training-body = Organisme de formation
organisation-kind-funder = Financeur
organisation-kind-municipality = Commune

## Kinds of prescribers
prescriber-kind-france-travail = France Travail
prescriber-kind-plie = Plan local pour l'insertion et l'emploi (PLIE)
prescriber-kind-rpe = Relais petite enfance (RPE)
prescriber-kind-mission-locale = Mission locale
prescriber-kind-pmi = Protection maternelle et infantile (PMI)
prescriber-kind-cap-emploi = Cap emploi
prescriber-kind-cidff = Centre d'information sur les droits des femmes et des familles (CIDFF)
prescriber-kind-ccas = Centre communal d'action sociale (CCAS)
prescriber-kind-departement = Département
prescriber-kind-caf = Caisse d'allocations familiales (Caf)
prescriber-kind-msa = Mutualité sociale agricole (MSA)
prescriber-kind-ase = Aide sociale à l'enfance (ASE)
prescriber-kind-afpa = Afpa
prescriber-kind-e2c = École de la deuxième chance (E2C)
prescriber-kind-epide = Établissement pour l'insertion dans l'emploi (Épide)
prescriber-kind-pjj = Protection judiciaire de la jeunesse (PJJ)
prescriber-kind-spip = Service pénitentiaire d'insertion et de probation (SPIP)
prescriber-kind-chrs = Centre d'hébergement et de réinsertion sociale (CHRS)
prescriber-kind-cada = Centre d'accueil pour demandeurs d'asile (Cada)
prescriber-kind-siae = Structure d'insertion par l'activité économique (SIAE)
prescriber-kind-social-centre = Centre social
prescriber-kind-maison-de-l-emploi = Maison de l'emploi
prescriber-kind-odc = Organisme délégataire du conseil départemental (ODC)
prescriber-kind-training-body = Organisme de formation
prescriber-kind-local-association = Association locale
prescriber-kind-other = Autre

## Kinds of sites (R.2324-46 CSP)
site-kind-micro-creche = Micro-crèche
site-kind-creche = Crèche
site-kind-halte-garderie = Halte-garderie
site-kind-itinerant = Accueil itinérant
site-kind-parents-on-site = Accueil pendant les ateliers des parents

## Classes of seats
seat-class-regular = Place régulière
seat-class-adaptation = Place d'adaptation
seat-class-emergency = Place d'urgence

## Who may book, and how the answer comes
booking-mode-instant = Réservation immédiate
booking-mode-on-request = Sur demande : la structure répond
booking-mode-professionals-only = Par les professionnel·les seulement

## How a freed seat is offered
offer-mode-one-at-a-time = À une famille à la fois : elle répond, puis c'est à la suivante
offer-mode-first-yes = À plusieurs familles ensemble : le premier oui a la place

## What became of a seat several families were asked about
offer-answer-accepted = A dit oui la première
offer-answer-declined = A dit non
offer-answer-expired = N'a pas répondu à temps
offer-answer-taken = Une autre famille a été plus rapide
offer-answer-withdrawn = N'est plus d'actualité

## Situations of a parent
situation-kind-job-seeker = En recherche d'emploi
situation-kind-employed = En emploi
situation-kind-in-training = En formation
situation-kind-rsa = Bénéficiaire du RSA
situation-kind-lone-parent = Parent seul·e (famille monoparentale)
situation-kind-qpv = Habite un quartier prioritaire (QPV)
situation-kind-long-term-unemployed = En recherche d'emploi depuis plus d'un an
situation-kind-disability = En situation de handicap
situation-kind-inactive = Sans activité ni recherche d'emploi

## How a family may safely be contacted
safe-contact-normal = Contact habituel
safe-contact-neutral = Messages neutres seulement : quelqu'un d'autre peut les lire
safe-contact-call-only = Appel seulement : aucun message écrit

## Languages of families, each in itself
spoken-language-fr = Français
spoken-language-en = Anglais (English)
spoken-language-ar = Arabe (العربية)
spoken-language-fa-AF = Dari (دری)
spoken-language-ps = Pachto (پښتو)
spoken-language-uk = Ukrainien (Українська)
spoken-language-tr = Turc (Türkçe)
spoken-language-pt = Portugais (Português)
spoken-language-ti = Tigrigna (ትግርኛ)
spoken-language-ru = Russe (Русский)
spoken-language-es = Espagnol (Español)
spoken-language-ro = Roumain (Română)
spoken-language-sq = Albanais (Shqip)
spoken-language-ka = Géorgien (ქართული)
spoken-language-other = Autre langue

## Why a family is linked to somebody
link-kind-parent = La famille elle-même
link-kind-referral = A orienté la famille
link-kind-admission = Accueille l'enfant ou étudie l'orientation
link-kind-caseload = Accompagne le parent
link-kind-named = Nommé·e pour une famille protégée

## How a referral stands
referral-status-sent = Envoyée
referral-status-seen = Vue par la structure
referral-status-asked = Précision demandée
referral-status-accepted = Acceptée
referral-status-refused = Refusée
referral-status-expired = Expirée sans réponse
referral-status-first-attended = Première demi-journée faite
referral-status-ended = Accompagnement terminé

## What happened to a referral
referral-event-kind-sent = Orientation envoyée
referral-event-kind-seen = Ouverte par la structure
referral-event-kind-reminded = Relance envoyée à la structure
referral-event-kind-asked = Précision demandée par la structure
referral-event-kind-replied = Réponse du prescripteur
referral-event-kind-accepted = Acceptée
referral-event-kind-refused = Refusée
referral-event-kind-expired = Expirée sans réponse
referral-event-kind-first-attended = Première demi-journée d'accueil
referral-event-kind-ended = Fin de l'accompagnement

## What a site answers to a referral
decision-accept = Accepter
decision-refuse = Refuser
decision-ask = Demander une précision

## Why a site refuses a referral
refusal-reason-site-full = La structure est complète
refusal-reason-age-out-of-range = L'âge de l'enfant ne correspond pas à l'agrément
refusal-reason-not-eligible = La famille ne remplit pas les conditions d'accès
refusal-reason-outside-territory = La famille habite hors du territoire
refusal-reason-unreachable = Parent injoignable
refusal-reason-absent-at-interview = Parent absent au rendez-vous
refusal-reason-in-work = Parent déjà en emploi
refusal-reason-in-training = Parent déjà en formation
refusal-reason-not-mobile = Pas de moyen de transport jusqu'à la structure
refusal-reason-not-interested = La famille n'est pas intéressée
refusal-reason-other-barriers = D'autres freins sont à lever d'abord
refusal-reason-duplicate = Orientation en double
refusal-reason-hours-do-not-fit = Les horaires ne conviennent pas
refusal-reason-other = Autre motif

## Why the accompaniment of a referral ended
referral-end-reason-job = Le parent a un emploi
referral-end-reason-training = Le parent est en formation
referral-end-reason-regular-place = Une place régulière a été trouvée
referral-end-reason-school = L'enfant entre à l'école
referral-end-reason-moved = La famille a déménagé
referral-end-reason-no-longer-wanted = La famille ne souhaite plus venir
referral-end-reason-unreachable = La famille ne répond plus
referral-end-reason-other = Autre motif

## What a consent allows
consent-kind-referral = Transmettre l'orientation à la structure
consent-kind-share-presence = Dire au prescripteur que l'enfant est venu
consent-kind-messages = Recevoir des messages

## How fast a family needs an answer
urgency-days = Dans les jours qui viennent
urgency-weeks = Dans les semaines qui viennent
urgency-months = Dans les mois qui viennent

## Why a family needs a place
purpose-job-interview = Entretien d'embauche
purpose-appointment = Rendez-vous
purpose-training = Formation
purpose-workshop = Atelier
purpose-first-days-of-job = Premiers jours d'un emploi
purpose-job = Emploi
purpose-driving-lesson = Leçon de conduite
purpose-french-lesson = Cours de français
purpose-administrative-step = Démarches, papiers
purpose-health = Santé
purpose-respite = Répit
purpose-other = Autre

## Kinds of care
care-kind-regular = Accueil régulier
care-kind-occasional = Accueil occasionnel
care-kind-emergency = Accueil d'urgence
care-kind-buffer = Accueil relais
care-kind-familiarisation = Familiarisation

## How a place request stands
request-outcome-confirmed = Place réservée
request-outcome-held = Places gardées, à vous de choisir
request-outcome-waiting = En attente
request-outcome-refused = Pas de place possible

## Why a seat was given back
release-reason-not-chosen = Une autre place a été choisie
release-reason-hold-expired = L'option a expiré
release-reason-child-ill = Enfant malade
release-reason-appointment-moved = Rendez-vous déplacé ou annulé
release-reason-no-need = Plus besoin
release-reason-moved = Réservation déplacée
release-reason-site-closed = Structure fermée
release-reason-made-by-mistake = Réservation faite par erreur
release-reason-other = Autre

## What is recorded at the door
attendance-kind-arrived = Arrivée
attendance-kind-left = Départ
attendance-kind-absent = Absence

## Why an expected child did not come
absence-reason-ill = Enfant malade
absence-reason-appointment-cancelled = Rendez-vous du parent annulé
absence-reason-transport = Problème de transport
absence-reason-family-reason = Raison familiale
absence-reason-not-announced = Absence non prévenue
absence-reason-other = Autre

## When an opening rule holds
period-kind-term = Hors vacances scolaires
period-kind-holidays = Pendant les vacances scolaires
period-kind-always = Toute l'année

## School-holiday zones
school-zone-A = Zone A
school-zone-B = Zone B
school-zone-C = Zone C
school-zone-Corse = Corse
school-zone-Guadeloupe = Guadeloupe
school-zone-Guyane = Guyane
school-zone-Martinique = Martinique
school-zone-Mayotte = Mayotte
school-zone-Reunion = La Réunion

## Which public holidays apply
holiday-region-metropole = Métropole
holiday-region-alsace-moselle = Alsace-Moselle
holiday-region-guadeloupe = Guadeloupe
holiday-region-guyane = Guyane
holiday-region-martinique = Martinique
holiday-region-mayotte = Mayotte
holiday-region-reunion = La Réunion

## Why a site is closed
closure-reason-holidays = Vacances de la structure
closure-reason-public-holiday = Jour férié
closure-reason-staff-absence = Absence de personnel
closure-reason-staff-training = Journée pédagogique
closure-reason-works = Travaux
closure-reason-health = Raison sanitaire
closure-reason-weather = Intempéries
closure-reason-strike = Grève
closure-reason-other = Autre

## What ties somebody to what they see
relation-own-family = Sa propre famille
relation-my-site = Sa structure
relation-my-site-today = Les enfants attendus aujourd'hui dans sa structure
relation-my-referrals = Les familles orientées par son organisme
relation-my-caseload = Les parents que l'on accompagne
relation-my-organisation = Son organisme
relation-aggregates = Des nombres seulement
relation-named = Nommé·e pour cette famille protégée
relation-anyone = Tout le monde, ou soi-même

## What somebody may do
access-action-see-directory = Voir l'annuaire et les demi-journées libres
access-action-sign-in = Se connecter, ouvrir un lien, se déconnecter
access-action-manage-own-account = Gérer son compte et ses connexions
access-action-see-site = Voir les réglages et les séances d'une structure
access-action-manage-organisations = Créer et modifier les organismes
access-action-manage-sites = Créer et modifier les structures, locaux, règles et fermetures
access-action-manage-calendar = Modifier le calendrier scolaire
access-action-manage-tablets = Associer des tablettes, donner des codes personnels, retirer une tablette
access-action-manage-people = Inviter des personnes, donner et retirer des accès
access-action-send-referral = Orienter une famille
access-action-follow-referral = Suivre ses orientations (statut seulement)
access-action-open-referral = Ouvrir une orientation : son statut, ou le dossier reçu
access-action-see-referral = Lire une orientation reçue par la structure
access-action-answer-referral = Accepter, refuser, demander une précision
access-action-see-family = Voir les coordonnées et la situation d'une famille
access-action-manage-family = Modifier les coordonnées et la situation d'une famille
access-action-see-child = Voir le nom, l'âge et les places d'un enfant
access-action-request-place = Demander une place
access-action-manage-own-places = Confirmer ou rendre une place
access-action-see-board = Voir le tableau de la semaine
access-action-manage-bookings = Réserver, déplacer, annuler sur le tableau
access-action-override-rule = Passer outre une règle, avec un motif écrit
access-action-plan-week = Planifier la semaine, publier le planning
access-action-adopt-weights = Lire le barème du territoire ; en adopter un autre, pour qui a toutes ses structures
access-action-see-staff = Voir l'équipe d'une structure : qualifications, attestations, contrats
access-action-manage-staff = Modifier l'équipe, son planning et le mode d'encadrement ; garder la feuille de surnombre
access-action-see-roster = Voir qui travaille quand, et si l'encadrement suffit
access-action-see-papers = Voir quels papiers d'admission sont là et lesquels manquent
access-action-manage-papers = Noter les papiers vus, les réponses des parents, les personnes à appeler ; dire ce que la structure demande
access-action-see-health = Lire ce que l'équipe doit savoir de la santé d'un enfant, chaque fois avec une ligne au journal
access-action-manage-health = Écrire ce que l'équipe doit savoir de la santé d'un enfant
access-action-record-attendance = Voir et noter les arrivées, départs et absences
access-action-record-familiarisation = Voir les premiers pas des enfants d'une structure, dire comment chacun s'est passé
access-action-plan-familiarisation = Choisir étapes et référent·e, placer les visites, terminer une familiarisation
access-action-record-drill = Noter un exercice d'évacuation ou de mise en sûreté
access-action-plan-outing = Prévoir une sortie, voir qui sort
access-action-see-own-family = Voir sa page de parent
access-action-answer-first-steps = Dire comment s'est passé un premier pas de son enfant
access-action-see-audit = Voir le journal de son organisme
access-action-see-outbox = Voir les messages partis
access-action-see-desk = Voir son bureau du jour
access-action-see-counts = Voir des nombres sans noms

## What would make a refused thing possible
remedy-another-session = Une autre séance
remedy-cancellation = Une place rendue par une autre famille
remedy-cancel-own-place = Annuler d'abord l'autre réservation de l'enfant
remedy-later-date = Une date plus tardive
remedy-another-week = Une autre semaine
remedy-another-site = Une autre structure
remedy-referral = Une orientation par un·e professionnel·le
remedy-situation = Renseigner un emploi ou une formation
remedy-half-day-only = Une seule demi-journée
remedy-other-hours = D'autres horaires
remedy-longer-travel = Un trajet plus long
remedy-admission = Prolonger l'admission
remedy-another-care-kind = Un autre type d'accueil
remedy-ask-the-site = Demander à la structure
remedy-manager-override = Passer outre, avec un motif écrit du ou de la responsable
remedy-ask-again = Refaire la demande
remedy-familiarisation = Des premiers pas avec l'équipe
remedy-paper = Le papier qui manque

## Public holidays
public-holiday-new-year = Jour de l'an
public-holiday-good-friday = Vendredi saint
public-holiday-easter-monday = Lundi de Pâques
public-holiday-abolition-of-slavery = Abolition de l'esclavage
public-holiday-labour-day = Fête du Travail
public-holiday-victory-1945 = Victoire de 1945
public-holiday-ascension = Ascension
public-holiday-whit-monday = Lundi de Pentecôte
public-holiday-national-day = Fête nationale
public-holiday-victor-schoelcher = Victor Schœlcher
public-holiday-assumption = Assomption
public-holiday-all-saints = Toussaint
public-holiday-armistice-1918 = Armistice de 1918
public-holiday-christmas = Noël
public-holiday-saint-stephen = Saint-Étienne

## Why opening rules cannot stand together
rule-problem-ends-before-start = La séance finirait avant de commencer.
rule-problem-same-start = Deux règles des mêmes locaux, pour la même demi-journée, commencent le même jour : aucune n'est la plus récente.
rule-problem-morning-after-afternoon = La séance du matin finirait après le début de celle de l'après-midi.

## What is wrong with a cell of a school calendar file
holiday-file-problem-wrong-header = La première ligne doit être l'en-tête attendu.
holiday-file-problem-missing = Cette colonne manque.
holiday-file-problem-too-many-columns = Il y a trop de colonnes.
holiday-file-problem-bad-quotes = Les guillemets ne sont pas fermés sur la ligne.
holiday-file-problem-empty = Cette case est vide.
holiday-file-problem-not-a-date = Ce n'est pas une date, comme 2026-02-21.
holiday-file-problem-ends-before-start = Le dernier jour est avant le premier.
holiday-file-problem-wrong-school-year = Ce n'est pas l'année scolaire du premier jour, écrite 2025-2026.
holiday-file-problem-unknown-status = Il faut « verified » ou « assumed ».
holiday-file-problem-unknown-zone = Cette zone scolaire n'existe pas.

## How a message leaves
channel-sms = SMS
channel-email = E-mail
channel-call = À appeler

## What became of the link that was to be sent to a parent
link-sending-sent = Le lien est parti par SMS.
link-sending-call-only = Ce parent ne reçoit aucun message écrit : la structure doit appeler.
link-sending-no-phone = Aucun numéro de téléphone : ajoutez-le d'abord.
link-sending-number-closed = Quelqu'un a répondu que ce numéro n'est pas le sien : vérifiez-le avec le parent, puis renvoyez le lien.
link-sending-too-many = Trois liens sont partis depuis une heure : attendez avant d'en envoyer un autre.

## The team of a site
qualification-auxiliaire-de-puericulture = Auxiliaire de puériculture
qualification-educateur-de-jeunes-enfants = Éducateur·rice de jeunes enfants
qualification-nurse = Infirmier·e
qualification-paediatric-nurse = Puériculteur·rice
qualification-psychomotrician = Psychomotricien·ne
qualification-cap-petite-enfance = CAP petite enfance (AEPE)
qualification-childminder = Assistant·e maternel·le
qualification-other-second-category = Autre titre de la catégorie 2
qualification-none = Sans titre compté (stage, apprentissage, bénévolat)
staff-category-first = Catégorie 1
staff-category-second = Catégorie 2
staff-fact-qualification = Qualification
staff-fact-check = Attestation d'honorabilité
staff-fact-contract = Contrat
staff-fact-absence = Absence
staff-absence-leave = Congé
staff-absence-training = Formation
staff-absence-unplanned = Absence imprévue
ratio-mode-five-or-eight = 1 adulte pour 5 enfants qui ne marchent pas, 1 pour 8 qui marchent
ratio-mode-six = 1 adulte pour 6 enfants de tout âge
ratio-rounding-together = Arrondi sur le groupe entier
ratio-rounding-apart = Arrondi strict, chaque part à part
staff-column-given-name = prénom
staff-column-family-name = nom
staff-column-qualification = qualification
staff-column-qualified-on = obtenue le
staff-column-certificate-issued-on = attestation du
staff-column-checked-on = vérifiée le
staff-column-weekly-hours = heures par semaine
staff-column-contract-from = contrat du
staff-column-contract-until = contrat au
row-problem-no-given-name = Le prénom manque.
row-problem-no-family-name = Le nom manque.
row-problem-too-long = Un nom est trop long.
row-problem-formula = Un nom commence comme une formule de tableur.
row-problem-unknown-qualification = Cette qualification n'est pas connue.
row-problem-not-a-date = Une date n'est pas une date, comme 26/11/2026.
row-problem-not-hours = Les heures par semaine ne se lisent pas (1 à 48).
row-problem-ends-before-start = Le contrat finit avant de commencer.
row-problem-contract-without-start = Le contrat n'a pas de début.
row-problem-check-incomplete = Il faut la date de l'attestation et celle de sa vérification.
row-problem-certificate-too-old = L'attestation avait plus de six mois quand elle a été vérifiée, ou la date est à venir.
row-problem-twice-in-file = Ce nom est déjà plus haut dans le fichier.
row-problem-already-there = Cette personne est déjà dans l'équipe.
row-problem-too-many-rows = Le fichier a plus de 500 lignes.

drill-kind-fire-evacuation = Évacuation (incendie)
drill-kind-shelter = Mise en sûreté
drill-kind-other = Autre
## Admission file
paper-certificate = Certificat médical
paper-vaccines = Vaccins obligatoires
paper-emergency-contact = Personne à appeler en cas d'urgence
paper-pick-up = Personnes qui viennent chercher l'enfant
paper-care-and-medicines = Soins et médicaments
paper-hospital = Hôpital en cas d'urgence
paper-outing = Sorties avec le groupe
paper-photo = Photos
paper-house-rules = Règlement lu et signé
paper-after-due-warn = Prévenir seulement
paper-after-due-block = Ne plus donner de place tant qu'il manque
vaccine-hexavalent = Hexavalent (DTP, coqueluche, Hib, hépatite B)
vaccine-pneumococcus = Pneumocoque
vaccine-mmr = ROR
vaccine-meningococcus-b = Méningocoque B
vaccine-meningococcus-acwy = Méningocoques ACWY

## Where a message is, and why one was not sent
message-progress-waiting = En attente d'envoi
message-progress-handed-over = Envoi en cours
message-progress-sent = Envoyé
message-progress-unknown = À vérifier : parti ou non
message-progress-delivered = Reçu
message-progress-failed = Non envoyé
message-progress-dropped = Pas envoyé, exprès
drop-reason-too-late = Il serait arrivé trop tard pour servir.
drop-reason-opted-out = La personne a dit stop aux rappels et aux nouvelles.
drop-reason-paused = L'équipe laisse cette famille tranquille pour l'instant.
drop-reason-number-closed = Quelqu'un a répondu que le numéro n'est pas le sien.
drop-reason-call-only = Cette personne ne reçoit que des appels.
drop-reason-outdated = Ce qu'il annonçait n'a plus lieu.
