import { testPythonClient } from './support/python-client.mjs'

testPythonClient('idpyoidc', 'register_idpyoidc.py')
