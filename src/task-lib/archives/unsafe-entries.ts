import { programText } from '../../base/program-text.ts'
import { ShellText, sh } from '../../shell/quote.ts'
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
  return sh`set -- ${Math.ceil(maxSize / 512)} ${keepsSetId ? 'kept' : ''}
${UNSAFE_ENTRIES}`
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
refuse "\${out%%
*}" 'is a link that leads out'`
}

/** Prints the first of links that leads out of the folder where it starts. */
const LEADS_OUT = programText(new URL('./leads-out.sh', import.meta.url))

/** Looks at what was extracted to `root`, and ends if something of it is refused. */
const UNSAFE_ENTRIES = new ShellText(programText(new URL('./unsafe-entries.sh', import.meta.url)))
