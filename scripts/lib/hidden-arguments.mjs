// Gives a program that is written in JavaScript arguments from its standard input. Other users of the machine can see those
// of a command line.

import { readFileSync } from 'node:fs'
import { isMainThread } from 'node:worker_threads'

// Threads of the program load this file too, and the input is read once.
if (isMainThread) process.argv.push(...JSON.parse(readFileSync(0, 'utf8')))
