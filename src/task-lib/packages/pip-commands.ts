import type { CheckContext } from '../../authoring/define.ts'
import { splitWords } from '../../base/words.ts'
import { exportVariables } from '../../shell/export-variables.ts'
import { joinShell, type ShellText, sh } from '../../shell/quote.ts'
import { requireProgram } from '../../shell/require-program.ts'
import type { PipParams } from './pip-params.ts'
import type { PipPlace } from './pip-place.ts'
import { requirementWords } from './pip-requirements.ts'

/** The params of a task, and its environment variables. */
interface PipTask {
  readonly params: PipParams
  readonly environment: CheckContext<PipParams>['environment']
}

/** Returns a script that runs `script` in the task's directory, environment and umask. */
export function pipScript(
  { params, environment }: PipTask,
  { directory }: PipPlace,
  script: ShellText,
): ShellText {
  return joinShell([
    sh`export LC_ALL=C.UTF-8 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 PIP_ROOT_USER_ACTION=ignore`,
    ...exportVariables(environment),
    ...(params.umask === undefined ? [] : [sh`umask ${params.umask}`]),
    sh`cd -- ${directory} || exit`,
    script,
  ])
}

/** Returns shell code that sets `$@` to the command that starts pip. */
export function findPip({ executable }: PipParams, { environment }: PipPlace): ShellText {
  if (environment !== undefined) {
    const bin = `${environment}/bin`
    return sh`PATH=${bin}:$PATH; set -- ${`${bin}/python`} -m pip`
  }
  if (executable !== undefined)
    return sh`${requireProgram(executable)}
set -- ${executable}`
  return sh`if command -v pip3 >/dev/null 2>&1; then set -- pip3
elif command -v pip >/dev/null 2>&1; then set -- pip
else echo 'the host has no pip: install python3-pip in an earlier task' >&2; exit 127; fi`
}

/** Returns the words of `extra_args` without `-e`, which is added to each requirement instead. */
export function extraOptions({ extra_args = '' }: PipParams): string[] {
  return splitWords(extra_args).filter(word => word !== '-e' && word !== '--editable')
}

/** Returns the script that creates a virtual environment. */
export function virtualenvScript(
  { virtualenv_command, virtualenv_python, virtualenv_site_packages }: PipParams,
  path: string,
): ShellText {
  const [command = '', ...words] = splitWords(virtualenv_command)
  const options = [
    ...(virtualenv_site_packages ? ['--system-site-packages'] : []),
    ...(virtualenv_python === undefined ? [] : ['-p', virtualenv_python]),
  ]
  const remedy = 'install it in an earlier task, or set `virtualenv_command: python3 -m venv`'
  return sh`${requireProgram(command, remedy)}
${[command, ...words, ...options]} -- ${path}`
}

/** Returns the script that installs the requirements. */
export function installScript(params: PipParams, place: PipPlace): ShellText {
  const options = [...stateOptions(params), ...extraOptions(params), ...requirementWords(params, place)]
  return sh`${findPip(params, place)}
"$@" install ${options}`
}

function stateOptions({ state }: PipParams): string[] {
  if (state === 'latest') return ['-U']
  return state === 'forcereinstall' ? ['-U', '--force-reinstall'] : []
}

/** Returns the script that removes packages. */
export function uninstallScript(params: PipParams, place: PipPlace, names: readonly string[]): ShellText {
  return sh`${findPip(params, place)}
"$@" uninstall -y -- ${names}`
}
