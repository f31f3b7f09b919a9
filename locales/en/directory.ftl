### The public directory and the description of the API.

## The description of the API
directory-api-title = The API of Marelle
directory-api-lead = Whatever a screen can do, a program can do too, with the same rights.
directory-api-operations = Operations
directory-api-public = Open to everybody.
directory-api-action = Action of the access table:
directory-api-parameters = Parameters
directory-api-body = Body of the request
directory-api-name = Name
directory-api-place = Where
directory-api-kind = Type
directory-api-meaning = Meaning
