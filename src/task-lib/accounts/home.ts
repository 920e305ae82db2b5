import type { Change, Json } from '../../authoring/plan.ts'
import type { ReadHost } from '../../remote/host.ts'
import type { UserState } from '../../remote/probes/accounts.ts'
import { fileState } from '../../remote/probes/files/file.ts'
import { sh } from '../../shell/quote.ts'
import type { Unknown } from '../../values/unknown.ts'

/** What a task asks of a user's home. In a dry run, reading one may throw. */
export interface HomeParams {
  readonly home?: string | undefined
  readonly create_home: boolean
  readonly move_home: boolean
}

/**
 * The script that makes the home of a user, as useradd makes it: with what login.defs says of its mode, unless there is a umask, and
 * what /etc/skel has, or another directory.
 */
export function homeScript(
  name: string,
  {
    skeleton = '/etc/skel',
    umask,
  }: { readonly skeleton?: string | undefined; readonly umask?: string | undefined },
) {
  return sh`u=${name} k=${skeleton} o=${umask ?? ''}; h=$(getent passwd "$u"); h=\${h%:*}; h=\${h##*:}; test ! -d "$h" || exit 0
m= n=
while read -r k v r; do case $k in HOME_MODE) m=$v;; UMASK) n=$v;; esac; done </etc/login.defs 2>/dev/null
[ -z "$o" ] || { n=$o; m=; }
(umask 022; mkdir -p -- "\${h%/*}") && (umask "\${n:-022}"; mkdir -- "$h") && { [ ! -d "$k" ] || cp -R "$k/." "$h"; } || exit
test -z "$m" || chmod -- "$m" "$h" || exit
chown -R -- "$u:$(id -gn -- "$u")" "$h"`
}

/** The change that makes a home. */
export function homeMade(path: string, owner: string, group: Json | Unknown): Change {
  const after = { state: 'directory', owner, group }
  return { resource: `file:${path}`, action: 'create', before: null, after }
}

/** The changes of a move: what the new home then holds is what the old one did. */
export function homeMoved(from: string, to: string): Change[] {
  return [
    { resource: `file:${from}`, action: 'delete', before: {}, after: null },
    { resource: `file:${to}`, action: 'create', before: null, after: { state: 'something' } },
  ]
}

/** Debian's name for a home that is never there. Source: base-passwd. */
export const NEVER_THERE = '/nonexistent'

/** Whether the home is to be made; what `move_home` brings there is made by the move. */
export async function lacksHome(host: ReadHost, params: HomeParams, seen: UserState): Promise<boolean> {
  const home = params.home ?? seen.home
  if (!params.create_home || home === NEVER_THERE || home === '') return false
  if (home === seen.home) return !seen.hasHome
  if (params.move_home && seen.hasHome) return false
  const state = await host.ask(fileState(home))
  return (state?.leadsTo ?? state)?.kind !== 'directory'
}
