import type { CheckContext } from '../../authoring/define.ts'
import { plainPath } from '../../remote/probes/files/files.ts'
import { absolutePath } from '../absolute-path.ts'
import type { NpmPlace } from './npm-packages.ts'
import type { NpmParams } from './npm-params.ts'

/** Determines how npm is started for a task: directory, options and environment. */
export async function npmPlace({
  host,
  params,
  environment,
}: Pick<CheckContext<NpmParams>, 'host' | 'params' | 'environment'>): Promise<NpmPlace> {
  const { executable, registry } = params
  const directory = params.path === undefined ? '/' : plainPath(await absolutePath(host, params.path))
  const flags = {
    global: params.global,
    production: params.production,
    'ignore-scripts': params.ignore_scripts,
    'unsafe-perm': params.unsafe_perm,
    'no-optional': params.no_optional,
    'no-bin-links': params.no_bin_links,
    force: params.force,
  }
  const given = Object.entries(flags).filter(([, isGiven]) => isGiven)
  const options = [
    ...given.map(([name]) => `--${name}`),
    ...(registry === undefined ? [] : ['--registry', registry]),
  ]
  return { executable, directory, environment, options }
}
