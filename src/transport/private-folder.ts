import { constants } from 'node:fs'
import { access, chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { runtimeFolder } from '../base/xdg.ts'
import { InputError } from '../errors.ts'

/**
 * Creates a folder that only this user can open, on a file system that lets a script run. Throws InputError if there
 * is none.
 */
export async function makePrivateFolder(): Promise<string> {
  const places = [runtimeFolder() ?? '', tmpdir(), homedir()].filter(place => place !== '')
  const tried: string[] = []
  for (const place of places) {
    try {
      const folder = await mkdtemp(join(place, '.drover-askpass-'))
      await chmod(folder, 0o700)
      await writeFile(join(folder, 'askpass'), '', { mode: 0o700 })
      // Fails if the file system is mounted noexec.
      const canRun = await access(join(folder, 'askpass'), constants.X_OK).then(
        () => true,
        () => false,
      )
      if (canRun) return folder
      await rm(folder, { recursive: true, force: true })
      tried.push(`${place} (noexec)`)
    } catch (error) {
      tried.push(`${place} (${(error as Error).message})`)
    }
  }
  throw new InputError(`cannot create a private folder for ssh-askpass: ${tried.join(', ')}`, {
    hint: 'set TMPDIR to a directory of your own on a file system without `noexec`, or log in with a key',
  })
}
