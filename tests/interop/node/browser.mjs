#!/usr/bin/env node
// Stands for the browser that a program opens at an authorization request: the user of ENROL_USER signs in there.
import { setTimeout as after } from 'node:timers/promises'
import { signIn } from './provider.mjs'

const LIMIT_MS = 30_000
const EVERY_MS = 100

const back = await signIn(process.env.ENROL_USER, process.argv.at(-1))
const isRefused = ({ cause }) => cause?.code === 'ECONNREFUSED' || cause?.errors?.some(({ code }) => code === 'ECONNREFUSED')
// Some programs open the browser first and listen then: a user is never that fast.
for (const until = performance.now() + LIMIT_MS; ; await after(EVERY_MS)) {
  try {
    await fetch(back)
    break
  } catch (error) {
    if (!isRefused(error) || performance.now() >= until) throw error
  }
}
