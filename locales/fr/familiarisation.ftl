### La familiarisation d'un enfant avec un lieu : modèles, étapes, visites.

familiarisation-tab = Premiers pas
familiarisation-navigation = Premiers pas
familiarisation-title = Premiers pas
familiarisation-lead = Chaque enfant fait connaissance avec l'équipe, étape par étape, avec une même personne. Une étape se refait autant que nécessaire.
familiarisation-open = En cours
familiarisation-ended = Terminés
familiarisation-begin = Commencer des premiers pas
familiarisation-templates-link = Modèles d'étapes
familiarisation-none = Aucun enfant n'est en familiarisation
familiarisation-none-text = Commencez avec un enfant admis ou orienté ici : les visites prennent les places d'adaptation, quand sa référente est là.
familiarisation-none-ended = Aucune familiarisation terminée
familiarisation-child = Enfant
familiarisation-referent = Référent·e
familiarisation-nobody = Personne de nommé
familiarisation-progress = Étapes
familiarisation-progress-of = { $done } sur { $all }
familiarisation-next = Suite
familiarisation-next-visit = { $day }, { $hours }
familiarisation-to-answer = À valider : { $count ->
    [one] 1 visite
   *[other] { $count } visites
 }
familiarisation-to-place = Visites à placer
familiarisation-finished-on = Terminés le { $day }
familiarisation-waived-on = Connaissait déjà le lieu, noté le { $day }
familiarisation-stopped-on = Arrêtés le { $day }
familiarisation-new-title = Commencer des premiers pas
familiarisation-new-lead = Choisissez l'enfant, les étapes et la personne qui l'accompagnera. Les dates sont proposées ensuite.
familiarisation-new-nobody = Aucun enfant à accueillir
familiarisation-new-nobody-text = Il faut un enfant admis ici, ou dont l'orientation a été acceptée, et qui n'a pas encore fait ses premiers pas.
familiarisation-template = Étapes
familiarisation-template-six-stones = Six étapes, de la visite à la demi-journée
familiarisation-template-five-days = Cinq jours de plus en plus longs
familiarisation-template-shared-welcome = Accueil partagé au début de la séance
familiarisation-template-shipped = modèle fourni
familiarisation-referent-hint = Ses heures au planning décident des dates proposées. Une personne accompagne un enfant à la fois.
familiarisation-start = Commencer
familiarisation-begun = Les premiers pas commencent : choisissez les dates.
familiarisation-steps = Étapes
familiarisation-step-with = { $duration } avec le parent
familiarisation-step-next-door = { $duration }, parent dans la pièce à côté
familiarisation-step-away = { $duration } sans le parent
familiarisation-step-meal = { $step }, repas
familiarisation-step-nap = { $step }, sieste
familiarisation-step-meal-nap = { $step }, repas et sieste
familiarisation-when = { $day } · { $hours } · { $premises }
familiarisation-again = { $when } (refaite { $count ->
    [one] une fois
   *[other] { $count } fois
 })
familiarisation-unanswered = { $when } : à valider
familiarisation-not-placed = Pas encore de date
familiarisation-repeat = À refaire
familiarisation-answer-title = Comment s'est passée la visite du { $day } ?
familiarisation-answer-step = Étape { $number } : { $step }
familiarisation-answer-too-early = Prochaine visite : { $when }. Elle se valide dès qu'elle a commencé.
familiarisation-not-part = Pas concerné
familiarisation-sentence = Une phrase pour le parent
familiarisation-sentence-hint = Elle s'affiche dans sa langue.
familiarisation-outcome = Et maintenant ?
familiarisation-validate = Valider : étape suivante
familiarisation-repeat-choice = Refaire cette étape
familiarisation-missed-choice = La visite n'a pas eu lieu
familiarisation-answer-send = Enregistrer
familiarisation-answered = Enregistré. Le parent le voit sur son téléphone.
familiarisation-finished-now = Premiers pas terminés : l'enfant peut rester seul une demi-journée.
familiarisation-undo = Revenir sur la dernière réponse
familiarisation-undone = Réponse retirée.
familiarisation-fitted-moved = La visite du { $day } change d'heure, { $hours } : à dire à la famille.
familiarisation-fitted-with-another = La visite du { $day } est rendue : la personne référente est alors avec un autre enfant. L'étape attend une autre date.
familiarisation-fitted-not-there = La visite du { $day } est rendue : la personne référente n'y est pas assez longtemps. L'étape attend une autre date.
familiarisation-fitted-kept = La visite du { $day } ne peut plus être rendue et garde ses horaires.
familiarisation-proposed = Dates proposées
familiarisation-proposed-lead = Une visite par jour, dans une place d'adaptation libre, quand la personne référente est là et n'accompagne pas un autre enfant.
familiarisation-proposed-none = Aucune date trouvée dans les huit semaines
familiarisation-proposed-left = { $count ->
    [one] Une étape n'a pas encore de date.
   *[other] { $count } étapes n'ont pas encore de date.
 }
familiarisation-proposed-referent = La personne référente n'est nulle part assez longtemps : regardez le planning, ou changez de référent·e.
familiarisation-place = Réserver ces visites
familiarisation-placed = { $count ->
    [one] 1 visite réservée.
   *[other] { $count } visites réservées.
 }
familiarisation-coming = Visites à venir
familiarisation-cancel = Rendre cette visite
familiarisation-cancelled = Visite rendue : les suivantes avancent d'une étape.
familiarisation-history = Ce qui a été noté
familiarisation-history-line = { $day } · { $step } · { $outcome }
familiarisation-parent-says = Le parent : { $face }
familiarisation-change-referent = Changer de référent·e
familiarisation-referent-changed = Référent·e changé·e.
familiarisation-stop = Arrêter ces premiers pas
familiarisation-stop-text = Les visites à venir sont rendues. L'enfant ne reste pas seul ici tant que ses premiers pas ne sont pas terminés.
familiarisation-familiar = L'enfant connaît déjà le lieu
familiarisation-familiar-text = Les étapes qui restent ne sont plus demandées. Votre nom et la raison sont gardés.
familiarisation-reason = Raison
familiarisation-stopped = Premiers pas arrêtés.
familiarisation-resume = Reprendre
familiarisation-resumed = Premiers pas repris.
familiarisation-declared = Noté : l'enfant connaît le lieu.
familiarisation-templates-title = Modèles d'étapes
familiarisation-templates-lead = Un modèle est une liste d'étapes, dans l'ordre. Les premiers pas déjà commencés gardent leurs étapes.
familiarisation-template-new = Ajouter un modèle
familiarisation-template-name = Nom du modèle
familiarisation-template-at-start = Chaque visite commence avec la séance (accueil partagé)
familiarisation-template-steps-hint = De 1 à 12 étapes ; laissez vides les lignes en trop.
familiarisation-template-step = Étape { $number }
familiarisation-template-minutes = Minutes
familiarisation-template-parent = Le parent est
familiarisation-template-meal = Repas
familiarisation-template-nap = Sieste
familiarisation-template-more = D'autres étapes
familiarisation-template-added = Modèle ajouté.
familiarisation-template-withdraw = Retirer
familiarisation-template-restore = Remettre
familiarisation-template-withdrawn = Modèle retiré.
familiarisation-template-restored = Modèle remis.
familiarisation-template-is-withdrawn = Retiré
familiarisation-age = { $age }
parent-is-with = avec son enfant
parent-is-next-door = dans la pièce à côté
parent-is-away = absent
visit-outcome-validated = Étape validée
visit-outcome-repeated = À refaire
visit-outcome-missed = N'a pas eu lieu
familiarisation-face-line = { $what } : { $face }
