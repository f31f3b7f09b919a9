### Words of every page.

app-name = Marelle

## Dates, times and lists (put together by `Text::date_long` and its like)

date-pattern-long = { $weekday } { $day } { $month } { $year }
date-pattern-medium = { $day } { $month } { $year }
date-pattern-short = { $weekday } { $day } { $month }
date-pattern-month = { $month } { $year }
date-pattern-morning = { $weekday } { $day } { $month } au matin
date-pattern-afternoon = { $weekday } { $day } { $month } l'après-midi
date-pattern-instant = { $date } à { $time }
time-pattern-range = { $from } – { $until }
period-pattern-until = du { $from } au { $until }
period-pattern-day = le { $day }
period-pattern-open = depuis le { $from }
age-pattern-months = { $months } mois
age-pattern-years = { $years ->
    [one] { $years } an
   *[other] { $years } ans
}
list-comma = ,{ " " }
list-pattern-and = { $first } et { $last }
list-pattern-or = { $first } ou { $last }
half-day-morning = matin
half-day-afternoon = après-midi
day-of-week-monday = lundi
day-of-week-tuesday = mardi
day-of-week-wednesday = mercredi
day-of-week-thursday = jeudi
day-of-week-friday = vendredi
day-of-week-saturday = samedi
day-of-week-sunday = dimanche
weekday-short-monday = lun.
weekday-short-tuesday = mar.
weekday-short-wednesday = mer.
weekday-short-thursday = jeu.
weekday-short-friday = ven.
weekday-short-saturday = sam.
weekday-short-sunday = dim.
month-january = janvier
month-february = février
month-march = mars
month-april = avril
month-may = mai
month-june = juin
month-july = juillet
month-august = août
month-september = septembre
month-october = octobre
month-november = novembre
month-december = décembre
month-short-january = janv.
month-short-february = févr.
month-short-march = mars
month-short-april = avr.
month-short-may = mai
month-short-june = juin
month-short-july = juill.
month-short-august = août
month-short-september = sept.
month-short-october = oct.
month-short-november = nov.
month-short-december = déc.

app-tagline = Un mode d'accueil pour reprendre le travail

## Actions
action-save = Enregistrer
action-cancel = Annuler
action-confirm = Confirmer
action-undo = Revenir en arrière
action-back = Retour
action-next = Suivant
action-previous = Précédent
action-search = Rechercher
action-clear-search = Effacer la recherche
action-filter = Filtrer
action-print = Imprimer
action-close = Fermer
action-edit = Modifier
action-delete = Supprimer
action-add = Ajouter
action-remove = Retirer
action-send = Envoyer
action-reply = Répondre
action-choose = Choisir
action-call = Appeler
action-download = Télécharger
action-copy = Copier
action-try-again = Réessayer
action-sign-in = Se connecter
action-sign-out = Se déconnecter
action-see-more = Voir plus
action-see-all = Tout voir
action-see-details = Voir le détail
action-skip-to-content = Aller au contenu
answer-yes = Oui
answer-no = Non
answer-not-known = Non renseigné
menu = Menu
menu-home = Accueil
breadcrumb = Vous êtes ici

## Errors of a whole page: what happened, and what to do
error-request-title = Cette demande n'est pas lisible
error-request-body = Revenez à la page précédente et recommencez. Si le problème revient, prévenez votre structure.
error-forbidden-title = Vous ne pouvez pas faire cela
error-forbidden-body = Votre rôle ne permet pas cette action. Demandez à la personne qui gère vos accès, ou revenez à l'accueil.
error-not-found-title = Page introuvable
error-not-found-body = L'adresse est fausse, ou cette page ne vous est pas ouverte. Vérifiez le lien, ou revenez à l'accueil.
error-conflict-title = Quelqu'un a modifié cette page entre-temps
error-conflict-body = Rien n'a été enregistré. Rechargez la page, vérifiez, puis recommencez.
error-invalid-title = Il y a une erreur dans le formulaire
error-invalid-body = Rien n'a été enregistré. Corrigez les champs signalés, puis envoyez de nouveau.
error-too-large-title = Ce que vous envoyez est trop volumineux
error-too-large-body = Raccourcissez le texte ou choisissez un fichier plus petit, puis recommencez.
error-too-many-title = Trop de demandes en peu de temps
error-too-many-body = Attendez une minute, puis recommencez.
error-internal-title = Une erreur est survenue chez nous
error-internal-body = Rien n'a été perdu de ce qui était enregistré. Réessayez dans quelques minutes.
error-offline-title = Pas de connexion
error-offline-body = Vérifiez votre réseau, puis réessayez. Ce que vous n'avez pas encore envoyé n'est pas enregistré.
error-signed-out-title = Vous êtes déconnecté·e
error-signed-out-body = Connectez-vous de nouveau pour continuer.
error-reference = Référence à donner si vous nous contactez : { $reference }

## Errors of a field, shown beside it
form-errors-title = { $count ->
    [one] { $count } champ à corriger
   *[other] { $count } champs à corriger
}
form-error-required = Ce champ est nécessaire.
form-error-too-long = Ce texte est trop long : { $max } caractères au plus.
form-error-too-short = Ce texte est trop court : { $min } caractères au moins.
form-error-not-a-date = Ce n'est pas une date. Exemple : 26/11/2026.
form-error-not-a-time = Ce n'est pas une heure. Exemple : 8:30.
form-error-not-an-email = Ce n'est pas une adresse électronique. Exemple : nom@exemple.fr.
form-error-not-a-phone = Ce n'est pas un numéro de téléphone. Exemple : 06 12 34 56 78.
form-error-not-a-choice = Choisissez une réponse de la liste.
form-error-not-a-number = Écrivez un nombre entier, en chiffres.
form-error-too-small = Ce nombre doit être au moins { $min }.
form-error-too-large = Ce nombre doit être au plus { $max }.
form-error-not-an-id = Cet identifiant n'existe pas.
form-error-must-be-after = La date doit être après le { $date }.
form-error-must-be-before = La date doit être avant le { $date }.
form-error-until-before-from = La fin doit être après le début.
form-error-must-be-checked = Cochez cette case pour continuer.
form-error-not-a-commune = Cette commune n'est pas connue. Choisissez-la dans la liste.
form-error-not-a-postal-code = Ce n'est pas un code postal. Exemple : 34400.
form-error-too-many-items = Vous pouvez en indiquer { $max } au plus.
form-error-unknown-field = Le champ « { $field } » n'existe pas.
form-error-invalid = Cette valeur n'est pas acceptée.
form-optional = (facultatif)
form-all-required = Tous les champs sont nécessaires, sauf mention contraire.
form-date-hint = Jour/mois/année, par exemple 26/11/2026
form-time-hint = Par exemple 8:30
form-phone-hint = Par exemple 06 12 34 56 78
form-email-hint = Par exemple nom@exemple.fr
form-choose = Choisissez…
form-saved = C'est enregistré.
form-removed = C'est supprimé.
form-undone = C'est annulé : tout est revenu comme avant.

## Lists
list-empty = Il n'y a rien ici pour l'instant.
list-empty-search = Aucun résultat pour « { $query } ». Vérifiez l'orthographe ou cherchez moins de mots.
list-empty-filter = Rien ne correspond à ce filtre.
list-count = { $count ->
    [one] { $count } résultat
   *[other] { $count } résultats
}
list-search-label = Rechercher dans la liste
list-sort-by = Trier par
list-sort-ascending = Ordre croissant
list-sort-descending = Ordre décroissant
paging = Pages
paging-previous = Page précédente
paging-next = Page suivante
paging-first = Revenir au début
paging-position = Page { $page } sur { $pages }
paging-shown = { $first } à { $last } sur { $total }

## Notices
language-choose = Changer de langue
language-fr = français
language-en = anglais
language-ar = arabe
notice-translation-not-reviewed = Cette traduction n'a pas encore été relue. En cas de doute, le texte français fait foi.
notice-only-in-french = Cette page n'existe qu'en français pour l'instant.
notice-no-account = Vous n'avez pas besoin de compte.
notice-demo = Démonstration : toutes les personnes sont inventées.
notice-opens-new-window = (nouvelle fenêtre)
who-can-see = Qui peut voir ceci ?

## Near days, counts and distances
day-today = aujourd'hui
day-tomorrow = demain
day-yesterday = hier
week-of = semaine du { $date }
week-number = semaine { $number }
until-further-notice = jusqu'à nouvel ordre
count-children = { $count ->
    [one] { $count } enfant
   *[other] { $count } enfants
}
count-half-days = { $count ->
    [one] { $count } demi-journée
   *[other] { $count } demi-journées
}
count-days = { $count ->
    [one] { $count } jour
   *[other] { $count } jours
}
count-hours = { $count ->
    [one] { $count } heure
   *[other] { $count } heures
}
count-minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}
count-seats-free = { $count ->
    [0] complet
    [one] { $count } place libre
   *[other] { $count } places libres
}
distance-kilometres = environ { $kilometres } km

## Roles
role-administrator = Administrateur·rice
role-site-manager = Responsable de structure
role-staff = Professionnel·le de la petite enfance
role-prescriber = Prescripteur·rice
role-counsellor = Conseiller·ère
role-funder = Financeur
role-parent = Parent
role-public = Visiteur·euse
