"""The portal looks at itself as a stranger would: whether somebody has put something into it.

Words of adverts are looked for in everything that is saved (`words`); public pages, the store of
uploads and the portal's own files by `manage.py tick` (`pages`, `files`). What is found is an
alarm: under the bell and by e-mail to the administrators, and on the status page until one of them
has looked.
"""
