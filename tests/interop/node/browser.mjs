#!/usr/bin/env node
// Stands for the browser that a program opens at an authorization request: the user of ENROL_USER signs in there.
import { signIn } from './provider.mjs'

await fetch(await signIn(process.env.ENROL_USER, process.argv.at(-1)))
