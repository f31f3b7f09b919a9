### Parents' pages: simple words, one idea a sentence. Read on a small telephone, sometimes with help.

## The link that was sent by text message
parents-link-title = Votre page
parents-link-lead = Appuyez sur le bouton pour ouvrir votre page.
parents-link-open = Ouvrir ma page
parents-link-ended-title = Ce lien ne s'ouvre plus ici
parents-link-ended-body = Pour votre sécurité, un lien s'ouvre sur un seul téléphone, pendant un mois. Vous pouvez en recevoir un nouveau.
parents-link-renew = Recevoir un nouveau lien
parents-link-renewed-title = C'est demandé
parents-link-renewed-body = Nous écrivons au numéro que nous connaissons. Rien n'arrive dans cinq minutes ? Appelez le lieu d'accueil ou la personne qui vous accompagne.
parents-link-unknown-title = Ce lien ne marche pas
parents-link-unknown-body = Ouvrez le lien du dernier SMS. Ou appelez la personne qui vous accompagne.
parents-link-closed-title = Votre page est fermée
parents-link-closed-body = Ouvrez le lien de votre dernier SMS.
parents-link-closed-renew = Ou recevez un nouveau lien sur votre téléphone.

## Somebody else's number
parents-not-me = Ce n'est pas moi
parents-not-me-title = Ce n'est pas vous ?
parents-not-me-body = Nous n'écrirons plus à ce numéro. Cette page se ferme sur ce téléphone.
parents-not-me-confirm = Non, ce n'est pas moi
parents-not-me-back = Si, c'est moi
parents-not-me-done-title = Merci
parents-not-me-done-body = Nous n'écrirons plus à ce numéro. Vous pouvez fermer cette page.
parents-leave = Quitter vite cette page

## Text messages: no circumflex, no apostrophe, one or two parts. The neutral one says nothing of a child or a place.
parents-sms-link = { $site } : pour demander une place ou annuler, ouvrez ce lien : { $link }
parents-sms-link-nobody = Pour demander une place ou annuler, ouvrez ce lien : { $link }
parents-sms-link-neutral = Bonjour, voici votre lien : { $link }

## What the site reads
parents-call-line = À appeler : famille { $reference }. Ce parent ne reçoit aucun message écrit. Aidez-le à réserver par téléphone.
parents-number-closed-subject = Numéro à vérifier : famille { $reference }
parents-number-closed-body = Quelqu'un a répondu « ce n'est pas moi » pour la famille { $reference }. Nous n'écrivons plus à ce numéro. Vérifiez-le avec le parent, puis renvoyez-lui son lien.

## Home
parents-home-title = Bonjour { $name }
parents-home-next = Prochaine place : { $child }
parents-home-held = Place gardée pour { $child }, { $day } : dites oui ou non
parents-home-none = Vous n'avez pas de place réservée.
parents-home-not-yet = Votre demande est arrivée. Le lieu d'accueil vous répond bientôt.
parents-home-ask = J'ai un rendez-vous
parents-home-places = Mes places
parents-home-back = Revenir à ma page

## Asking for a place
parents-ask-day-title = Quel jour est votre rendez-vous ?
parents-ask-half-title = Matin ou après-midi ?
parents-ask-send-title = C'est bien ça ?
parents-ask-child = Pour quel enfant ?
parents-ask-free = Il y a de la place
parents-ask-full = Complet ici : nous cherchons ailleurs
parents-ask-closed = Fermé
parents-ask-closed-weekday = Fermé ce jour
parents-ask-closed-holiday = Fermé : jour férié
parents-ask-closed-exception = Fermé exceptionnellement
parents-ask-past = Déjà commencé
parents-ask-purpose = Pour quoi ? Ce n'est pas obligatoire.
parents-ask-send = Envoyer ma demande
parents-ask-change-day = Changer de jour
parents-ask-no-child = Aucun enfant n'est inscrit sur votre page. Appelez le lieu d'accueil.

## The answer
parents-answer-confirmed-title = C'est réservé !
parents-answer-confirmed-body = { $child } est attendu·e.
parents-answer-held-title = Une place est gardée pour { $child }
parents-answer-choices-title = Choisissez une place pour { $child }
parents-answer-until = Gardée pour vous jusqu'à { $time }.
parents-answer-waiting-title = Pas encore de place
parents-answer-waiting-body = Votre demande est notée. Nous cherchons.
parents-answer-waiting-until = Réponse avant le { $date }.
parents-answer-on-request-title = Votre demande est envoyée
parents-answer-refused-title = Ce n'est pas possible
parents-answer-gone-title = Ces places ne sont plus gardées
parents-answer-gone-body = Refaites votre demande : il reste peut-être une place.
parents-answer-take = Je prends cette place
parents-answer-none = Aucune ne va
parents-answer-other-day = Choisir un autre jour
parents-answer-call = Vous pouvez aussi appeler.
parents-answer-kilometres = à { $kilometres } km environ
parents-answer-near = tout près
parents-answer-taken-title = C'est réservé !
parents-answer-given-back = Les places sont rendues.

## My places
parents-places-title = Mes places
parents-places-none = Vous n'avez pas de place réservée.
parents-places-to-confirm = À confirmer
parents-places-booked = Réservé
parents-places-waiting = Demande en attente
parents-place-confirm = Oui, nous venons
parents-place-give-back = Non, je rends la place
parents-place-cancel = Annuler cette place
parents-cancel-title = Pourquoi annuler ?
parents-cancel-lead = Personne ne vous en voudra : une autre famille pourra venir.
parents-cancel-ill = Mon enfant est malade
parents-cancel-moved = Mon rendez-vous a changé
parents-cancel-no-need = Je n'en ai plus besoin
parents-cancel-other = Autre raison
parents-cancel-keep = Je garde la place
parents-cancelled-title = Merci de nous l'avoir dit
parents-cancelled-body = La place est rendue. Une autre famille peut venir.
parents-cancelled-undo = Je me suis trompé·e : reprendre la place
parents-cancelled-undo-until = Possible jusqu'à { $time }.
parents-cancelled-undone = La place est de nouveau à vous.
parents-cancelled-too-late = C'est trop tard pour reprendre cette place. Refaites une demande.

## When something cannot be done
parents-refused-title = Ce n'est pas possible

## A free seat several families are asked about
parents-home-offer = Une place se libère pour { $child }, { $when }. Vous la voulez ?
parents-offer-title = Une place pour { $child } ?
parents-offer-lead = Nous demandons à plusieurs familles. La première qui dit oui a la place.
parents-offer-until = Répondez avant { $until }.
parents-offer-nothing-lost = Une autre famille est plus rapide ? Vous ne perdez rien : votre demande reste sur la liste.
parents-offer-yes = Oui, je prends la place
parents-offer-no = Non, merci
parents-offer-taken-title = Cette place est prise. Merci !
parents-offer-taken-body = Une autre famille a répondu avant. Vous ne perdez rien : votre demande reste sur la liste.
parents-offer-declined-title = C'est noté. Merci !
parents-offer-declined-body = Votre demande reste sur la liste.
parents-offer-over-title = Cette proposition est finie

## Ce qui est promis
parents-promise-title = C'est promis : une place pour { $child }
parents-promise-body = Nous vous disons la demi-journée le { $day }. Vous n'avez rien à faire.
parents-promise-places = Place promise. Demi-journée dite le { $day }.
parents-promise-chance-title = Réponse le { $day }
parents-promise-chance-body = Environ { $tens } demandes sur 10 comme la vôtre ont une place.
parents-promise-broken-title = La place promise n'est plus possible
parents-promise-broken-body = Nous devons fermer ce jour-là. Nous en sommes désolés. L'équipe cherche une autre place pour { $child }.

## Papiers à apporter
parents-papers-card = { $count ->
    [one] Un papier à apporter pour { $child }
   *[other] { $count } papiers à apporter pour { $child }
}
parents-papers-by = avant le { $by }
parents-papers-late = attendu depuis le { $since }
parents-papers-title = Papiers de { $child }
parents-papers-lead = À apporter à { $site }. Une photo du papier ne suffit pas : montrez-le à l'équipe.
parents-papers-nothing = Tous les papiers sont là. Merci.
parents-papers-bring-certificate = Un certificat du médecin qui dit que votre enfant peut aller en collectivité, signé il y a moins de deux mois.
parents-papers-bring-vaccines = Le carnet de santé, pages des vaccins.
parents-papers-bring-emergency-contact = Le nom et le téléphone d'une personne à appeler si vous ne répondez pas.
parents-papers-bring-pick-up = Le nom des personnes qui peuvent venir chercher votre enfant.
parents-papers-bring-answer = Votre réponse, oui ou non. L'équipe vous explique et vous signez sur place.
parents-papers-health = Ce que l'équipe sait de la santé de votre enfant
parents-health-title = Santé de { $child }
parents-health-lead = Seule l'équipe présente à { $site } peut lire ceci. Si quelque chose change, dites-le à l'équipe.
parents-health-none = Rien n'est noté.

## Rappels : jamais un mot de santé
parents-sms-paper = { $site } : il manque un papier, à apporter avant le { $due }. Voir : { $link }
parents-sms-paper-neutral = Bonjour, il manque un papier, à apporter avant le { $due }. Voir : { $link }
parents-call-paper = À appeler : famille { $reference }. Un papier d'admission est attendu avant le { $due }.

## The link of a reminder
parents-day-yes = Oui, nous venons
parents-day-no = Non, je rends la place
parents-day-thanks = Merci, c'est noté. À bientôt !
parents-day-how = Comment venez-vous ?
parents-day-bus = En bus ou en train
parents-day-walk = À pied
parents-day-car = En voiture
parents-day-someone = Quelqu'un l'amène
parents-day-over = C'est déjà commencé ou passé.
parents-sms-reminder = { $day } à { $time } : { $names }. Vous venez ? Sinon un autre enfant peut avoir la place. Dites oui ou non : { $link }
parents-sms-reminder-neutral = Rappel : { $day } à { $time }. Dites oui ou non : { $link }
parents-call-reminder = Famille { $reference } : appeler pour rappeler la place du { $day } à { $time }.
