### Qui peut voir quoi.

access-title = Qui peut voir et faire quoi
access-lead = Un rôle seul n'ouvre rien : il faut aussi un lien avec la famille, la structure ou l'organisme.
access-protected-text = Une famille protégée n'est visible que là où c'est écrit, ou par une personne nommée pour elle. Ce qui n'est pas ouvert répond comme ce qui n'existe pas.
access-caption = Chaque action, et qui peut la faire
access-what = Action
access-who = Qui, et sur quoi
access-protected = familles protégées aussi
