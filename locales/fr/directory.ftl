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
