### The public directory and the description of the API.

## The description of the API
directory-api-title = L'API de Marelle
directory-api-lead = Tout ce qu'un écran peut faire, un programme le peut aussi, avec les mêmes droits.
directory-api-operations = Opérations
directory-api-public = Ouvert à tous.
directory-api-action = Action de la table d'accès :
directory-api-parameters = Paramètres
directory-api-body = Corps de la demande
directory-api-name = Nom
directory-api-place = Où
directory-api-kind = Type
directory-api-meaning = Sens

## The list
directory-navigation = Annuaire
directory-title = Où un enfant peut être accueilli
directory-lead = Cherchez près d'une commune : les places libres sont calculées, personne ne les saisit.
directory-search = Chercher une structure
directory-place = Commune ou code postal
directory-place-hint = Par exemple Lunel, ou 34400
directory-within = À moins de
directory-kilometres = { $kilometres } km
directory-about = environ { $kilometres } km
directory-right-here = sur place
directory-all-sites = Toutes les structures
directory-near = Près de { $place }, à moins de { $kilometres } km
directory-which-place = Plusieurs communes correspondent à « { $place } »
directory-place-not-known = Aucune commune connue ne s'appelle « { $place } ». Vérifiez l'orthographe, ou essayez le code postal.
directory-distance-note = Les distances sont estimées : ligne droite depuis le centre de la commune, allongée d'un tiers environ pour la route.
directory-empty = Aucune structure ici
directory-empty-advice = Cherchez plus loin, ou près d'une commune voisine.
directory-next-free = Prochaines demi-journées avec des places libres
directory-nothing-free = Pas de place libre dans les deux semaines
directory-more-free = { $count ->
    [one] et { $count } autre demi-journée dans les deux semaines
   *[other] et { $count } autres demi-journées dans les deux semaines
}
directory-more-sites = Structures suivantes
directory-refer = Orienter une famille ici

## Who may come
directory-no-policy = Les conditions d'accueil ne sont pas encore connues : appelez la structure.
directory-ages = De { $minimum } à { $maximum }
directory-referral-needed = Sur orientation d'un·e professionnel·le
directory-referral-not-needed = Sans orientation obligatoire
directory-free-of-charge = Gratuit pour les familles
directory-avip = Crèche à vocation d'insertion professionnelle (label Avip)

## The page of a site
directory-who = Qui peut venir, et comment
directory-where = Où, et qui appeler
directory-run-by = Gestionnaire
directory-phone = Téléphone
directory-email = Courriel
directory-two-weeks = Places des deux prochaines semaines
directory-day = Jour
directory-free = places libres
directory-full = complet
directory-reserved-left = complet, sauf adaptation ou urgence
directory-closed = Fermé : { $reason }
directory-closed-no-rule = n'ouvre pas cette demi-journée
directory-closed-in-holidays = vacances scolaires
directory-closed-in-term = n'ouvre que pendant les vacances scolaires
directory-closed-not-yet = ouvre à partir du { $day }
directory-closed-no-longer = n'ouvre plus depuis le { $day }
directory-closed-exceptionally = fermeture exceptionnelle
directory-school-holiday = Vacances scolaires : { $name }
directory-hours = Heures d'ouverture
directory-hours-column = Heures
directory-place-column = Locaux
directory-period = Période
directory-from-day = à partir du { $day }
