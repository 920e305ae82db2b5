import { programText } from '../../base/program-text.ts'
import { ShellText } from '../../shell/quote.ts'

/** The script that clones or updates a repository; its positional parameters are described in it. Needs `gitFunction`. */
export const BRING_REPOSITORY = new ShellText(programText(new URL('./bring.sh', import.meta.url)))
