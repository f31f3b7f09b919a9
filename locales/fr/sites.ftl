### Organisations, sites, premises, authorisations, booking policies.

## The list
sites-navigation = Structures
sites-organisations-navigation = Organismes
sites-title = Structures
sites-lead = Chaque structure, ses locaux, ses heures et ses règles.
sites-search = Chercher une structure, une commune, un gestionnaire
sites-empty = Aucune structure pour l'instant
sites-empty-advice = Créez la première : son nom et sa commune suffisent pour commencer.
sites-new = Nouvelle structure
sites-edit = Modifier la structure
sites-name = Nom
sites-commune = Commune
sites-commune-hint = Nom, code postal ou code Insee
sites-kind = Type
sites-organisation = Gestionnaire
sites-state = État
sites-ended = Terminé
sites-to-decide = { $count ->
    [one] { $count } séance à décider
   *[other] { $count } séances à décider
}

## One site
sites-parts = Les pages de la structure
sites-tab-overview = Présentation
sites-tab-calendar = Calendrier
sites-tab-rules = Ouverture
sites-tab-closures = Fermetures
sites-tab-policy = Réservation
sites-tab-premises = Locaux
sites-tab-authorisations = Autorisations
sites-tab-people = Équipe
sites-not-ready = Il manque encore quelque chose pour accueillir
sites-lacks-premises = Aucun local : où les enfants sont-ils accueillis ?
sites-lacks-rules = Aucune règle d'ouverture : quand la structure ouvre-t-elle ?
sites-lacks-policy = Aucune règle de réservation aujourd'hui : qui peut venir ?
sites-lacks-authorisation = Aucune autorisation : combien de places ?
sites-go-decide = Voir ces séances et décider
sites-public-page = Voir la page publique
sites-what = La structure
sites-description = Présentation
sites-description-hint = Une ou deux phrases, dans l'annuaire public
sites-contact = Contact public
sites-phone = Téléphone
sites-email = Courriel
sites-who = Qui peut venir
sites-authorised = Places autorisées aujourd'hui
sites-calendar-followed = Calendrier suivi
sites-calendar-hint = Sans choix de votre part, ceux du département de la commune.
sites-school-zone = Zone de vacances scolaires
sites-holiday-region = Jours fériés
sites-of-the-commune = Ceux de la commune
sites-opens-on-public-holidays = Ouvre aussi les jours fériés
sites-features = Particularités
sites-free-of-charge = Gratuit pour les familles
sites-avip = Label Avip
sites-ended-on = Dernier jour d'existence
sites-ended-on-hint = La structure disparaît de l'annuaire le lendemain.

## Premises
sites-premises-lead = Une structure en a un ou plusieurs ; chacun a ses heures d'ouverture.
sites-premises-new = Ajouter des locaux
sites-premises-edit = Modifier ces locaux
sites-premises-name = Nom des locaux
sites-premises-name-hint = Par exemple « Accueil de loisirs du Parc »
sites-address = Numéro et rue
sites-used-until = utilisés jusqu'au { $day }
sites-premises-ended-on = Dernier jour d'utilisation
sites-premises-ended-hint = Leurs règles d'ouverture se terminent ce jour-là.

## Authorisations
sites-authorisations-lead = Le nombre de places par tranche horaire, et combien d'enfants au plus au même instant : 115 % des places, arrondi au-dessus.
sites-holds-today = en vigueur
sites-act-number = Numéro de l'acte
sites-authorisation-new = Nouvelle autorisation
sites-authorisation-new-hint = Celle qui est en vigueur se termine la veille.
sites-from = À partir du
sites-until = Jusqu'au (inclus)
sites-band = { $places ->
    [one] { $places } place
   *[other] { $places } places
} ({ $hours }), au plus { $maximum } au même instant
sites-band-number = Tranche horaire { $number }
sites-band-from = De
sites-band-until = À
sites-band-places = Places

## The booking policy
sites-policy-lead = Une règle de réservation vaut à partir d'un jour : pour la changer, ajoutez-en une ; ce qui est déjà réservé reste.
sites-policy-today = En vigueur aujourd'hui
sites-policy-other = Autre règle :
sites-policy-new = Nouvelle règle de réservation
sites-policy-new-hint = Le formulaire reprend la règle en vigueur.
sites-policy-who = Qui, et comment
sites-policy-mode = Comment on réserve
sites-policy-referral = Il faut une orientation acceptée
sites-policy-referral-hint = Seules les familles orientées par un·e professionnel·le peuvent venir.
sites-policy-ages = Âges accueillis
sites-policy-youngest = Âge minimum
sites-policy-oldest = Âge maximum
sites-policy-oldest-hint = L'enfant vient jusqu'à la veille.
sites-policy-kinds = Types d'accueil proposés
sites-policy-when = Délais
sites-policy-notice = Prévenir au moins
sites-policy-horizon = Réserver au plus tôt
sites-policy-hold = Durée d'une option
sites-policy-hold-hint = Le temps laissé à un parent pour choisir.
sites-policy-offers = Une place qui se libère est proposée
sites-policy-offers-hint = Quand le temps d'annuler l'annulation est passé. Sans choix : à une famille à la fois.
sites-policy-offers-assumed = { $mode } (supposé : la structure n'a pas choisi)
sites-policy-sharing = Partage
sites-policy-share = Demi-journées par enfant et par semaine, au plus
sites-policy-share-hint = Vide : sans limite.
sites-policy-minimum = Demi-journées par mois, au moins
sites-policy-minimum-hint = Montré et rappelé, jamais bloquant. Vide : aucun.
sites-policy-full-day = Journée entière seulement si un parent est en emploi ou en formation
sites-policy-seats = Places réservées
sites-policy-emergency-borrows = Une urgence peut prendre une place d'adaptation
sites-policy-adaptation-borrows = Une adaptation peut prendre une place d'urgence
sites-policy-familiarisation = Un enfant ne reste seul une demi-journée qu'après ses premiers pas (familiarisation)
sites-policy-released = Places réservées ouvertes à tous avant la séance
sites-policy-released-hint = Vide : jamais.
sites-policy-hours = { $hours ->
    [one] { $hours } heure
   *[other] { $hours } heures
}
sites-policy-days = { $days ->
    [one] { $days } jour
   *[other] { $days } jours
}
sites-policy-no-limit = sans limite
sites-policy-no-minimum = aucun
sites-policy-never = jamais
sites-unit-months = mois
sites-unit-hours = heures
sites-unit-days = jours

## Organisations
sites-organisations = Organismes
sites-organisations-lead = Gestionnaires, prescripteurs, organismes de formation, financeurs : ceux qui ont des comptes ici.
sites-organisations-search = Chercher un organisme
sites-organisation-new = Nouvel organisme
sites-organisation-edit = Modifier l'organisme
sites-prescriber-kind = Type de prescripteur
sites-prescriber-kind-hint = Pour les prescripteurs seulement
sites-premises-setup = Installation
sites-premises-setup-hint = Minutes pour installer la salle avant le premier enfant (salle prêtée, accueil itinérant) ; vide si tout est en place.
sites-unit-minutes = min
