import { programText } from '../../base/program-text.ts'
import { ShellText, sh } from '../../shell/quote.ts'
import { MOST_LINKS, MOST_STEPS } from './limits.ts'

/**
 * Returns the script that checks the files extracted to `root`, regardless of the archive's listing. It allows only
 * files, directories and links, and no file that is too large, has capabilities, or has another hard link elsewhere.
 * It removes set-user-id and set-group-id bits of files unless they are kept. The script exits if a check fails.
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
 * Returns the script that checks the symbolic links in a directory. No link may lead out of the directory, resolved
 * component by component through the other links, and `..` may pass only through directories of that directory. The
 * script exits if a link fails the check.
 */
export function refuseUnsafeLinks(folder: string): ShellText {
  return sh`leads_out=${LEADS_OUT}
outside() { (cd ${folder} && find . -type l "$@" -exec sh -c "$leads_out" sh ${MOST_STEPS} ${MOST_LINKS} {} +); }
# A link to a neighbour needs no look; where find does not know how to tell, all are looked at.
out=$(outside '(' -lname '*/*' -o -lname '..' ')' 2>/dev/null) || out=$(outside) || exit
refuse "\${out%%
*}" 'is a link that leads out'`
}

/** Program that prints the first link that leads out of the directory where the program starts. */
const LEADS_OUT = programText(new URL('./leads-out.sh', import.meta.url))

/** Program that checks everything that was extracted to `root`, and exits if something is refused. */
const UNSAFE_ENTRIES = new ShellText(programText(new URL('./unsafe-entries.sh', import.meta.url)))
