/** For the built-in task types: packages. It may change at any time. */

export { apk } from '../task-lib/packages/apk.ts'
export { apkParams } from '../task-lib/packages/apk-params.ts'
export { applyPackages } from '../task-lib/packages/apply-packages.ts'
export { APT_LISTS, runApt, withoutStarts } from '../task-lib/packages/apt-get.ts'
export { aptKeyrings, KEYRING_PARTS, MAIN_KEYRING, wantedKeyring } from '../task-lib/packages/apt-keyrings.ts'
export { isUpdateAlone, listsOf } from '../task-lib/packages/apt-lists.ts'
export { aptOptions, removalVerb, removalWords, upgradeWords } from '../task-lib/packages/apt-options.ts'
export { APT_OUTPUTS } from '../task-lib/packages/apt-outputs.ts'
export { packageAspects } from '../task-lib/packages/apt-packages.ts'
export { type AptParams, aptParams } from '../task-lib/packages/apt-params.ts'
export {
  type AptAspect,
  type AptPlan,
  mergeAptPlans,
  NO_ASPECT,
  NO_STEPS,
} from '../task-lib/packages/apt-plan.ts'
export { bareName, requestsOf } from '../task-lib/packages/apt-requests.ts'
export { archivesAspect, autoremoveAspect, upgradeAspect } from '../task-lib/packages/apt-upkeep.ts'
export { changeAndFetch } from '../task-lib/packages/change-and-fetch.ts'
export { checkPackages } from '../task-lib/packages/check-packages.ts'
export { debAspect, withFetchedDebs } from '../task-lib/packages/deb-files.ts'
export { type Deb822Params, deb822Params } from '../task-lib/packages/deb822-params.ts'
export { APT_KEYRINGS, deb822Places } from '../task-lib/packages/deb822-places.ts'
export {
  type DebconfQuestion,
  debconfQuestions,
  questionResource,
} from '../task-lib/packages/debconf-questions.ts'
export { type Diversion, diversionOf, diversionResource } from '../task-lib/packages/diversion.ts'
export { type DivertPlan, planOtherDiversion, switchDiversion } from '../task-lib/packages/diversion-steps.ts'
export { hasDownloaded, refuseDowngrade, runDnf } from '../task-lib/packages/dnf-commands.ts'
export { dnfList } from '../task-lib/packages/dnf-list.ts'
export {
  type DnfParams,
  dnfParams,
  namesOf,
  repositoryOptions,
  transactionOptions,
  updateOptions,
} from '../task-lib/packages/dnf-params.ts'
export { type DnfRequest, dnfRequest } from '../task-lib/packages/dnf-request.ts'
export {
  DNF_METADATA,
  type DnfStep,
  groupStep,
  NEWEST_VERSION,
  packageStep,
  unneededPackages,
} from '../task-lib/packages/dnf-steps.ts'
export { fetchesOnly } from '../task-lib/packages/fetch-lists-first.ts'
export { givenKeys, isGiven } from '../task-lib/packages/given-keys.ts'
export { applyHomebrew, checkHomebrew, HOMEBREW_OUTPUTS } from '../task-lib/packages/homebrew.ts'
export { brewPath, homebrewCaskParams, homebrewParams } from '../task-lib/packages/homebrew-params.ts'
export { homebrewCaskRequest, homebrewRequest } from '../task-lib/packages/homebrew-request.ts'
export { checkTaps, tapResource } from '../task-lib/packages/homebrew-taps.ts'
export { packageRequest } from '../task-lib/packages/managed-params.ts'
export { npmScript } from '../task-lib/packages/npm-packages.ts'
export { npmParams, npmRequest, npmSpec } from '../task-lib/packages/npm-params.ts'
export { npmPlace } from '../task-lib/packages/npm-place.ts'
export { cleanInstall, type NpmStep, npmInstallation, npmRemoval } from '../task-lib/packages/npm-steps.ts'
export { pacman } from '../task-lib/packages/pacman.ts'
export { pacmanParams } from '../task-lib/packages/pacman-params.ts'
export {
  installScript,
  pipScript,
  uninstallScript,
  virtualenvScript,
} from '../task-lib/packages/pip-commands.ts'
export {
  hasRequirements,
  hasRequirementsAfterRun,
  installedRequirements,
} from '../task-lib/packages/pip-installed.ts'
export { type PipParams, pipParams } from '../task-lib/packages/pip-params.ts'
export { type PipPlace, pipPlace, virtualenvPath } from '../task-lib/packages/pip-place.ts'
export { requirementTitles } from '../task-lib/packages/pip-requirements.ts'
export { fetcherFor, fetchFiles } from '../task-lib/packages/release-files.ts'
export { installPrograms } from '../task-lib/packages/release-install.ts'
export { RELEASE_OUTPUTS, releaseParams } from '../task-lib/packages/release-params.ts'
export {
  type ReleaseProgram,
  readReceipt,
  receiptTitle,
  writeReceipt,
} from '../task-lib/packages/release-receipt.ts'
export { runBrew } from '../task-lib/packages/run-brew.ts'
export { repoSettings, yumSettings } from '../task-lib/packages/yum-settings.ts'
export { zypper, zypperRequest } from '../task-lib/packages/zypper.ts'
export { zypperParams } from '../task-lib/packages/zypper-params.ts'
