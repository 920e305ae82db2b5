import { programText } from '../../base/program-text.ts'
import { type ShellText, sh } from '../../shell/quote.ts'
import { MOST_LINKS, MOST_STEPS } from './limits.ts'

/**
 * The script that checks the files extracted to `root`, without trusting the archive's listing: only files,
 * directories and links; no file with another hard link elsewhere, or too large; no capability; set-user-id and
 * set-group-id bits of files are removed unless they are kept. It exits if a check fails.
 */
export function refuseUnsafeTree({
  maxSize,
  keepsSetId,
}: {
  readonly maxSize: number
  readonly keepsSetId: boolean
}): ShellText {
  return sh`odd() { [ -z "$1" ] || { printf 'the archive is refused: %s %s\\n' "\${1#root/}" "$2" >&2; exit 1; }; }
odd "$(find root ! -type f ! -type d ! -type l | head -n 1)" 'is a device, a pipe or a socket'
odd "$(find root -type f -size +${Math.ceil(maxSize / 512)} | head -n 1)" 'is larger than may come out of it'
# Names of one file lie together once they are sorted by its number.
odd "$(find root -type f -links +1 -exec ls -dinq {} + | sort | { i=; while read -r j m n x; do
  if [ "$j" != "$i" ]; then [ -z "$i" ] || [ "$k" = "$l" ] || echo "$p"; i=$j k=0 l=$n p="\${x##* }"; fi
  k=$((k + 1))
done; [ -z "$i" ] || [ "$k" = "$l" ] || echo "$p"; } | head -n 1)" 'has another name outside of the archive'
if command -v getcap >/dev/null 2>&1; then odd "$(getcap -r root 2>/dev/null | head -n 1)" 'has a capability'; fi
${keepsSetId ? sh`` : sh`find root -type f \\( -perm -4000 -o -perm -2000 \\) -exec chmod -- u-s,g-s {} + || exit`}
# A mode that is set later may bring out what the mask of the list hides now.
[ -z "$d_has_lists" ] || odd "$(find root ! -type l ! -path root | head -n 1)" 'would be open to others by the default access list of its directory, and there is no setfacl to remove it'`
}

/**
 * The script that checks the links in a folder: `..` may pass only directories of that folder, and no link
 * leaves it, resolved component by component through the other links. It exits if one does.
 */
export function refuseUnsafeLinks(folder: string): ShellText {
  return sh`leads_out=${LEADS_OUT}
outside() { (cd ${folder} && find . -type l "$@" -exec sh -c "$leads_out" sh ${MOST_STEPS} ${MOST_LINKS} {} +); }
# A link to a neighbour needs no look; where find does not know how to tell, all are looked at.
out=$(outside '(' -lname '*/*' -o -lname '..' ')' 2>/dev/null) || out=$(outside) || exit
odd "\${out%%
*}" 'is a link that leads out'`
}

/** Prints the first of links that leads out of the folder where it starts. */
const LEADS_OUT = programText(new URL('./leads-out.sh', import.meta.url))
