### Ce qu'un planning publié dit aux familles.

plans-parent-places = { $site } : vous avez une place le { $when }. Un empêchement ? Dites-le : { $link }
plans-parent-first-session = { $when } (première séance, avec vous)
plans-parent-elsewhere = { $when } à { $site }
plans-parent-not-yet = { $site } : pas de place trouvée pour votre demande dans la semaine du { $week }. Elle reste en attente. Voir ou changer : { $link }
plans-parent-neutral = Une réponse vous attend : { $link }
plans-call-places = Famille { $reference } : appeler pour annoncer les places du { $when }.
plans-call-not-yet = Famille { $reference } : appeler pour dire qu'aucune place n'est trouvée dans la semaine du { $week }, la demande reste en attente.
