### Ce qu'un planning publié dit aux familles.

plans-parent-places = { $site } : vous avez une place le { $when }. Un empêchement ? Dites-le : { $link }
plans-parent-first-session = { $when } (première séance, avec vous)
plans-parent-elsewhere = { $when } à { $site }
plans-parent-not-yet = { $site } : pas de place trouvée pour votre demande dans la semaine du { $week }. Elle reste en attente. Voir ou changer : { $link }
plans-parent-neutral = Une réponse vous attend : { $link }
plans-call-places = Famille { $reference } : appeler pour annoncer les places du { $when }.
plans-call-not-yet = Famille { $reference } : appeler pour dire qu'aucune place n'est trouvée dans la semaine du { $week }, la demande reste en attente.
plans-parent-promised = { $site } : c'est promis, vous aurez une place la semaine du { $week }. Nous vous disons la demi-journée le { $day }. { $link }
plans-parent-broken = { $site } doit fermer : la place promise la semaine du { $week } n'est plus possible. Nous en sommes désolés. L'équipe cherche une autre place. { $link }
plans-call-promised = Famille { $reference } : appeler pour dire qu'une place est promise la semaine du { $week }, et que la demi-journée sera dite le { $day }.
plans-call-broken = Famille { $reference } : appeler pour dire que la place promise la semaine du { $week } n'est plus possible, et chercher une autre place.
