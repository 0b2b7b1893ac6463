import { writeRelease } from './lib/release.mjs'
import { at, fromHere } from './lib/project.mjs'
import { main, say } from './lib/say.mjs'

main(async () => {
  const [folder] = process.argv.slice(2)
  say(`wrote ${writeRelease(folder ? fromHere(folder) : at('target/release-files'))} and its archive`)
})
