import { sh } from '../../../shell/quote.ts'
import { type Probe, probe } from '../../probe.ts'

/**
 * Asks for the type of file system that a path is on, by the names of `stat -f` or of `df`; empty if the host does
 * not know it.
 */
export function fileSystemOf(path: string): Probe<string> {
  return probe({
    title: `file system of ${path}`,
    script: sh`LC_ALL=C; export LC_ALL
t=$(stat -f -c %T ${path} 2>/dev/null) && case $t in UNKNOWN* | '') false;; esac ||
{ set -- $(df -PT ${path} 2>/dev/null | tail -n 1); t=\${2-}; }
echo "$t"`,
    parse: ({ stdout }) => stdout.toString().trim(),
  })
}
