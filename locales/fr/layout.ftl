### Words of the layout and of Marelle UI that common.ftl has not.

layout-account = Votre compte
layout-waiting = en attente
layout-error = Erreur :
layout-possible = Ce qui le rendrait possible
layout-closed = Fermé

## The state of a step, heard after its name by those who do not see the square
layout-step-done = (fait)
layout-step-current = (étape en cours)
layout-step-next = (à venir)
layout-step-again = (à refaire)
layout-step-stopped = (arrêté)
layout-demo = Démonstration : toutes les personnes sont inventées.
layout-home = Revenir à l'accueil
layout-my-account = Mon compte
