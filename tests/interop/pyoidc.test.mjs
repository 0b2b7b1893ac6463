import { testPythonClient } from './support/python-client.mjs'

testPythonClient('pyoidc', 'register_pyoidc.py')
