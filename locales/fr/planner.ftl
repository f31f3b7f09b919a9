# Ce qu'un plan fait pour une famille, en phrases (commande `marelle plan explain`).
planner-family = Famille { $family } : { $children ->
    [one] { $children } enfant
   *[other] { $children } enfants
}, { $requests ->
    [one] { $requests } demande
   *[other] { $requests } demandes
}, { $served ->
    [one] { $served } servie
   *[other] { $served } servies
}.
planner-familiarisation = Séance de familiarisation : { $site }, { $when }.
planner-served = { $request } ({ $purpose }) : une place à { $site }, { $when }.
planner-served-emergency = { $request } ({ $purpose }) : la place d'urgence de { $site }, { $when }.
planner-refused = { $request } ({ $purpose }) : pas de place. { $reason }
planner-reason-unknown = Le plan n'en donne pas la raison.
planner-reason-no-site-in-reach = La famille n'atteint aucun site.
planner-reason-no-site-open = Aucun site à portée n'est ouvert à toutes les demi-journées d'un des choix.
planner-reason-regular-seats-taken = Les places ordinaires sont prises.
planner-reason-head-count-reached = L'effectif du site est atteint.
planner-reason-staff-missing = Il manque du personnel pour un enfant de plus.
planner-reason-week-full = La présence de la semaine dépasserait la limite du site.
planner-reason-reserve-taken = La place gardée pour les familiarisations et les urgences est prise.
planner-reason-no-familiarisation-before = Les enfants ne connaissent pas le site, et aucune séance de familiarisation avant ne convient à la fois au parent et au site.
planner-reason-another-place-at-that-time = La famille a déjà autre chose à ce moment.
planner-reason-third-site = Ce serait un troisième site dans la semaine.
planner-reason-most-sessions = Les enfants auraient plus de demi-journées qu’ils ne peuvent en avoir dans une semaine.
planner-reason-kept-for-avip = Ce qui reste de la semaine sur ce site est gardé pour les familles en parcours AVIP.
planner-reason-costs-more-than-it-brings = Une place est possible, mais elle coûterait à cette famille plus qu'elle ne lui apporte (trajet, familiarisation, deuxième site).
planner-cell = C'est à { $site }, { $when }.
planner-price = Une place de plus y vaudrait { $price } points pour l'ensemble du plan.
planner-no-price = Une place de plus n'y changerait pas la valeur du plan.
planner-taken-by = Les places y vont à : { $purposes }.
planner-purpose-count = { $purpose } × { $count }
planner-taken-by-familiarisation = familiarisation
planner-taken-by-nobody = Aucune place n'y est donnée par ce plan : celles qui manquent l'étaient déjà avant.
planner-change-one-more-seat = Ce qui aurait suffi : une place de plus à { $site }, { $when }.
planner-change-another-band = Ce qui aurait suffi : une autre demi-journée, { $when }, libre à { $site }.
planner-change-familiarisation-first = Ce qui aurait suffi : une séance de familiarisation à { $site }, { $when }.
planner-minimum-reached = La famille atteint son minimum de { $sessions ->
    [one] { $sessions } demi-journée
   *[other] { $sessions } demi-journées
}.
planner-minimum-missed = La famille n'atteint pas son minimum de { $sessions ->
    [one] { $sessions } demi-journée
   *[other] { $sessions } demi-journées
} : { $got ->
    [one] { $got } demi-journée
   *[other] { $got } demi-journées
}.
planner-whole-day = { $date } toute la journée
planner-purpose-job-search = Recherche d'emploi
