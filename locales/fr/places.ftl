### Pourquoi une proposition est à son rang, ce qui rendrait possible ce qui est refusé, et les messages du prêt d'une place.

## Raisons du rang d'une proposition
places-reason-nearest = Le plus près : environ { $kilometres } km par la route.
places-reason-distance = Environ { $kilometres } km par la route.
places-reason-same-commune = Dans la même commune.
places-reason-known-site = L'enfant y est déjà connu·e.
places-reason-usual-premises = C'est le lieu habituel.
places-reason-covers-appointment = Couvre le rendez-vous et le trajet, avec { $minutes } de marge.
places-reason-answered-at-once = Place donnée tout de suite.
places-reason-keeps-reserved-seat = Une place d'urgence ou d'adaptation reste libre.
places-reason-most-free-seats = C'est là qu'il reste le plus de places : { $free }.
places-reason-serves-weeks = { $served } sur { $asked } semaines servies en entier.
places-reason-earliest-day = Le jour le plus proche.
places-reason-other-time-same-day = Une autre demi-journée du même jour.
places-reason-other-time-after = { $days } après le jour demandé.
places-reason-other-time-before = { $days } avant le jour demandé.

## Ce qui rendrait possible ce qui est refusé (`domain::refusal::Remedy`)
places-remedy-another-session = Une autre demi-journée.
places-remedy-cancellation = Une place rendue par une autre famille.
places-remedy-cancel-own-place = Rendre d'abord l'autre place de l'enfant.
places-remedy-later-date = Une date plus tardive.
places-remedy-another-week = Une autre semaine.
places-remedy-another-site = Une autre structure.
places-remedy-referral = Une orientation acceptée par la structure.
places-remedy-situation = Une situation datée « en emploi » ou « en formation ».
places-remedy-half-day-only = Une seule des deux demi-journées.
places-remedy-other-hours = D'autres horaires.
places-remedy-longer-travel = Un trajet plus long.
places-remedy-admission = Prolonger l'admission.
places-remedy-another-care-kind = Un autre type d'accueil.
places-remedy-ask-the-site = Demander à la structure.
places-remedy-manager-override = La ou le responsable peut passer outre, avec un motif.
places-remedy-ask-again = Refaire la demande.
places-remedy-familiarisation = Des premiers pas avec l'équipe, validés l'un après l'autre.
places-remedy-paper = Apporter le papier qui manque.

## Une place qui se libère est proposée à qui attend
places-sms-offer = { $site } : une place se libère le { $when }. Elle est gardée pour vous jusqu'à { $until }. Confirmez ou refusez : { $link }
places-sms-offer-neutral = Une réponse vous attend jusqu'à { $until } : { $link }
places-sms-cancelled = { $site } : accueil annulé le { $when }. Nous en sommes désolés. Demandez une autre place : { $link }
places-sms-cancelled-neutral = Un changement vous concerne. Ouvrez votre page : { $link }
places-call-offer = Famille { $reference } : appeler pour proposer la place du { $when }, gardée jusqu'à { $until }.
places-call-cancelled = Famille { $reference } : appeler pour prévenir que l'accueil du { $when } est annulé, et chercher une autre place.
places-sms-asked = { $site } : une place se libère le { $when }. La première famille qui dit oui l'a. Répondez avant { $until } : { $link }
places-sms-asked-neutral = Une réponse vous attend jusqu'à { $until } : { $link }
places-sms-taken = { $site } : la place du { $when } est prise. Merci. Vous ne perdez rien, votre demande reste sur la liste : { $link }
places-sms-taken-neutral = Merci. Votre demande continue : { $link }
places-call-asked = Famille { $reference } : appeler pour proposer la place du { $when }. La première famille qui dit oui avant { $until } l'a.
places-call-taken = Famille { $reference } : appeler pour dire que la place du { $when } est prise, et que sa demande reste sur la liste.
places-sms-taken-back = { $site } : la place du { $when } n'est plus proposée. Vous ne perdez rien, votre demande reste sur la liste : { $link }
places-call-taken-back = Famille { $reference } : appeler pour dire que la place du { $when } n'est plus proposée, et que sa demande reste sur la liste.
