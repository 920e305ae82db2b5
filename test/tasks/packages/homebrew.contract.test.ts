import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import homebrew from '../../../tasks/packages/homebrew.ts'
import homebrewCask from '../../../tasks/packages/homebrew_cask.ts'
import homebrewTap from '../../../tasks/packages/homebrew_tap.ts'
import { type AnyTaskType, type ContractOutcome, holdsContract } from '../../kit/contract.ts'
import { type LocalSession, openLocalSessions, scratch, sessionsFrom } from '../../kit/local-session.ts'

// Debian has no Homebrew: this program has the commands, the output and the errors of brew.
const FAKE_BREW = `#!/bin/sh
cd "\${0%/*}/../state" || exit
verb=$1; shift
[ -n "$HOMEBREW_NO_AUTO_UPDATE" ] || { echo 'Error: it would update itself' >&2; exit 1; }
words=$* kind=formula
case " $words " in *' --cask '*) kind=cask ;; esac
for word; do
  shift
  case $word in --*) ;; *) set -- "$@" "$word" ;; esac
done
json() { # NAME
  version=$(cat "newest/$1") old=$(cat "cellar/$1" 2>/dev/null) linked=null outdated=false cask=null keg=
  if [ -n "$old" ]; then
    cask="\\"$old\\"" keg="{\\"version\\":\\"$old\\"}"
    [ "$old" = "$version" ] || outdated=true
    [ ! -e "links/$1" ] || linked=$cask
  fi
  if [ -e "casks/$1" ]; then
    printf '{"token":"%s","full_token":"%s","version":"%s","installed":%s,"outdated":%s}' \\
      "$1" "$1" "$version" "$cask" "$outdated"
  else
    printf '{"name":"%s","full_name":"%s","tap":"homebrew/core","versions":{"stable":"%s"},"installed":[%s],"linked_keg":%s,"outdated":%s}' \\
      "$1" "$1" "$version" "$keg" "$linked" "$outdated"
  fi
}
list() { # formulae or casks
  comma=
  for name in $names; do
    case $1 in casks) [ -e "casks/$name" ] || continue ;; *) [ -e "casks/$name" ] && continue ;; esac
    printf %s "$comma"; comma=,
    "$2" "$name"
  done
}
known() {
  for name; do
    [ -e "newest/$name" ] || { echo "Error: No available formula or cask with the name \\"$name\\"." >&2; exit 1; }
  done
}
old_json() { printf '{"name":"%s","installed_versions":["%s"],"current_version":"%s"}' "$1" "$(cat "cellar/$1")" "$(cat "newest/$1")"; }
case $verb in
  info)
    names=$(printf '%s\\n' "$@" | tr A-Z a-z | sed 's#.*/##')
    case " $words " in *' --installed '*) names=$(ls cellar) ;; *) known $names ;; esac
    printf '{"formulae":[%s],"casks":[%s]}\\n' "$(list formulae json)" "$(list casks json)" ;;
  outdated)
    names=$(for name in $(ls cellar); do cmp -s "cellar/$name" "newest/$name" || echo "$name"; done)
    printf '{"formulae":[%s],"casks":[%s]}\\n' "$(list formulae old_json)" "$(list casks old_json)" ;;
  deps)
    known "$@"
    for name; do cat "needs/$name" 2>/dev/null; done | while read -r name; do [ -e "cellar/$name" ] || echo "$name"; done ;;
  install)
    known "$@"
    for name in $(cat "needs/$1" 2>/dev/null) "$@"; do
      cp "newest/$name" "cellar/$name"
      [ "$kind" = cask ] || : >"links/$name"
    done ;;
  upgrade) for name in \${*:-$(ls cellar)}; do cp "newest/$name" "cellar/$name"; done ;;
  uninstall) for name; do rm "cellar/$name"; rm -f "links/$name"; done ;;
  link) for name; do : >"links/$name"; done ;;
  unlink) for name; do rm "links/$name"; done ;;
  update)
    if cmp -s upstream newest/app; then echo Already up-to-date.; else cp upstream newest/app; echo 'Updated 1 tap.'; fi ;;
  tap-info)
    comma='['
    for name; do
      printf '%s{"name":"%s","installed":' "$comma" "$name"; comma=,
      if [ -e "taps/\${name%/*}/\${name#*/}" ]; then printf 'true,"remote":"%s"}' "$(cat "taps/\${name%/*}/\${name#*/}")"; else printf false}; fi
    done
    echo ']' ;;
  tap) mkdir -p "taps/\${1%/*}"; echo "\${2:-https://github.com/\${1%/*}/homebrew-\${1#*/}}" >"taps/$1" ;;
  untap) rm "taps/$1" ;;
  *) echo "Error: Unknown command: $verb" >&2; exit 1 ;;
esac
`

const { path: home, remove } = scratch()
const state = join(home, 'state')

let sessions: readonly LocalSession[] = []
test.before(async () => {
  mkdirSync(join(home, 'a brew'))
  writeFileSync(join(home, 'a brew', 'brew'), FAKE_BREW, { mode: 0o755 })
  sessions = await openLocalSessions()
})
test.after(async () => {
  await Promise.all(sessions.map(({ close }) => close()))
  remove()
})

test('homebrew: packages are installed with their dependencies, upgraded, linked and removed', async () => {
  for (const { host } of sessionsFrom(sessions, 3)) {
    layOut()
    const holdOf =
      (type: AnyTaskType) =>
      (params: Readonly<Record<string, unknown>>, expects: 'plan' | 'in-sync' = 'plan') =>
        holdsContract({
          ...{ type, host, root: state, expects },
          params: { path: `/nowhere:${join(home, 'a brew')}`, ...params },
        })
    const hold = holdOf(homebrew)
    assert.equal(changed(await hold({ formula: 'app' })), ['create app 1', 'create lib newest'])
    await hold({ name: ['App', 'homebrew/core/lib'], state: 'present', update_homebrew: true }, 'in-sync')
    assert.match(
      await hold({ name: '$(id)é' }).then(() => '', String),
      /No available formula or cask with the name "\$\(id\)é"/,
    )
    const late = { name: 'app', state: 'latest' }
    await hold(late, 'in-sync')
    writeFileSync(join(state, 'newest', 'lib'), '2\n')
    assert.equal(changed(await hold({ upgrade: true, ...late })), ['update lib 2'])
    await hold({ upgrade_all: true }, 'in-sync')
    await hold({ name: 'lib', state: 'unlinked' })
    await hold({ name: 'lib', state: 'unlinked' }, 'in-sync')
    await hold({ name: ['lib', 'app'], state: 'linked' })
    assert.equal(changed(await hold({ pkg: ['lib', 'nope'], state: 'absent' })), ['delete lib'])
    await hold({ name: ['lib', 'nope'], state: 'removed' }, 'in-sync')
    writeFileSync(join(state, 'upstream'), '3\n')
    await hold({ update_homebrew: true })
    assert.equal(changed(await hold(late)), ['create lib newest', 'update app 3'])

    const holdCask = holdOf(homebrewCask)
    assert.equal(changed(await holdCask({ cask: 'viewer' })), ['create viewer 1'])
    await holdCask({ cask: 'viewer', upgrade_all: true, greedy: true }, 'in-sync')
    assert.equal(changed(await holdCask({ name: 'viewer', state: 'absent' })), ['delete viewer'])

    const holdTap = holdOf(homebrewTap)
    await holdTap({ tap: ['user/tools', 'other/tools'] })
    await holdTap({ name: 'user/tools', url: 'https://github.com/user/homebrew-tools' }, 'in-sync')
    await holdTap({ name: 'user/tools', state: 'absent' })
  }
})

function layOut(): void {
  rmSync(state, { recursive: true, force: true })
  for (const name of ['newest', 'cellar', 'links', 'casks', 'needs', 'taps'])
    mkdirSync(join(state, name), { recursive: true })
  for (const name of ['app', 'lib', 'viewer']) writeFileSync(join(state, 'newest', name), '1\n')
  writeFileSync(join(state, 'upstream'), '1\n')
  writeFileSync(join(state, 'needs', 'app'), 'lib\n')
  writeFileSync(join(state, 'casks', 'viewer'), '')
}

function changed({ first }: ContractOutcome): string[] {
  const changes = first.kind === 'plan' ? first.changes : []
  return changes
    .map(({ action, resource, after }) =>
      [action, resource.replace('package:', ''), after?.version].join(' ').trim(),
    )
    .sort()
}

test.run()
