import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Writes an executable `sh` script of that name into a folder. */
export function putProgram(folder: string, name: string, script: string): void {
  const path = join(folder, name)
  writeFileSync(path, `#!/bin/sh\n${script}\n`)
  chmodSync(path, 0o755)
}
