/** Everything that the built-in task types import in addition to `drover/task`; it may change at any time. */
export { readSpec } from './argument-specs/read-spec.ts'
export { argumentErrors } from './argument-specs/validate.ts'
export { assertDefined } from './base/assert-defined.ts'
export { parseSize } from './base/bytes.ts'
export { parseDuration } from './base/duration.ts'
export { parseFlag } from './base/flag.ts'
export { compileGlob } from './base/glob.ts'
export { omitUndefined } from './base/omit-undefined.ts'
export { parseJson } from './base/parse-json.ts'
export { compileRegex } from './base/python-regex.ts'
export { withinTime } from './base/time-limit.ts'
export { splitWords } from './base/words.ts'
export { conditionFault } from './evaluation/truth.ts'
export { isJobId, jobState, removeJob } from './remote/jobs/job.ts'
export { groupId, usersOfGroup } from './remote/probes/account.ts'
export { AGING_FIELDS } from './remote/probes/accounts.ts'
export { bootId } from './remote/probes/boot.ts'
export { hostClock } from './remote/probes/clock.ts'
export { type Condition, conditionHolds } from './remote/probes/condition.ts'
export { attributeFlags, mimeType } from './remote/probes/describe.ts'
export { type EtcdMember, type EtcdStatus, etcdView, NO_VIEW } from './remote/probes/etcd/cluster.ts'
export { etcdData } from './remote/probes/etcd/data.ts'
export {
  etcdHealth,
  etcdWithoutCertificate,
} from './remote/probes/etcd/health.ts'
export { tarOfFile } from './remote/probes/files/archive.ts'
export { DIGEST_ALGORITHMS, type DigestAlgorithm, shellDigest } from './remote/probes/files/digest.ts'
export { fileStates } from './remote/probes/files/file.ts'
export { plainPath } from './remote/probes/files/files.ts'
export { pathsBelow } from './remote/probes/files/listing.ts'
export { fileContents } from './remote/probes/files/read.ts'
export { realPath } from './remote/probes/files/real-path.ts'
export { aptArchives, aptListsAge } from './remote/probes/packages/apt.ts'
export { installedPackages, LISTED_MANAGERS, type ListedManager } from './remote/probes/packages/installed.ts'
export { type RpmKey, rpmKeys } from './remote/probes/packages/rpm-keys.ts'
export { rpmGroups, rpmStates, rpmUpdates } from './remote/probes/packages/rpms.ts'
export { allServices } from './remote/probes/services.ts'
export { changedSince, NO_UNIT, type UnitScope, unitFilesChanged } from './remote/probes/unit.ts'
export { exportVariables } from './shell/export-variables.ts'
export { printedFields } from './shell/printed-fields.ts'
export { joinShell, quote } from './shell/quote.ts'
export { withOutput } from './shell/show-output.ts'
export { absolutePath } from './task-lib/absolute-path.ts'
export {
  agingParams,
  chageOptions,
  wantedAging,
} from './task-lib/accounts/aging.ts'
export {
  compareUser,
  type UserDifference,
  type WantedUser,
  wantedUser,
} from './task-lib/accounts/compare-user.ts'
export { homeMade, homeMoved, homeScript, NEVER_THERE } from './task-lib/accounts/home.ts'
export { HTPASSWD_SCHEMES, withoutUser, withUser } from './task-lib/accounts/htpasswd.ts'
export {
  makeSshKey,
  sshKey,
  sshKeyMade,
  sshKeyParams,
  sshKeyPath,
} from './task-lib/accounts/ssh-key.ts'
export {
  type Alternative,
  type AlternativesGroup,
  alternativesGroup,
  alternativesResource,
  type Subcommand,
} from './task-lib/alternatives-group.ts'
export { refuseUnsafe } from './task-lib/archives/entries.ts'
export { type Extraction, extractScript } from './task-lib/archives/extract.ts'
export { type ArchiveSource, inspectArchive } from './task-lib/archives/inspect.ts'
export { archiveMembers, type Members } from './task-lib/archives/members.ts'
export { readTarOptions, TAR_OPTIONS } from './task-lib/archives/options.ts'
export { isPackedAlready, PACK_FORMATS, type Pack, packContent } from './task-lib/archives/pack.ts'
export { type ExtractionPlan, maxSizeOf, planExtraction } from './task-lib/archives/plan-extraction.ts'
export {
  commandOutputs,
  commandParams,
  createdBy,
  guardedBy,
  inPlace,
  leftOut,
  runCommand,
  runProgram,
  shownCommand,
  spanOf,
} from './task-lib/commands.ts'
export { parseChecksum, type WantedChecksum } from './task-lib/downloads/checksum.ts'
export { type Download, type DownloadTool, downloadScript, shownUrl } from './task-lib/downloads/download.ts'
export {
  downloaderOf,
  expectedChecksum,
  requestedDownload,
  settledChecksum,
} from './task-lib/downloads/expected-checksum.ts'
export { fetchSmallFile, verifiedDownload } from './task-lib/downloads/fetch.ts'
export { withDownload } from './task-lib/downloads/on-controller.ts'
export {
  type DownloadPlan,
  type GetUrlPlan,
  planDownload,
  planKeptFile,
} from './task-lib/downloads/plan-download.ts'
export { urlName } from './task-lib/downloads/url-name.ts'
export { freeName } from './task-lib/etcd/free-name.ts'
export {
  awaitHealth,
  etcdClientParams,
  etcdTimeoutParam,
  etcdUnitParam,
  refuseDead,
} from './task-lib/etcd/health.ts'
export { bracketed, clusterId, memberId, peerUrl } from './task-lib/etcd/ids.ts'
export {
  awaitSpare,
  type Membership,
  removeMember,
  runEtcdctl,
  showMember,
} from './task-lib/etcd/members.ts'
export { canSpare, quorumOf } from './task-lib/etcd/quorum.ts'
export { confirmationFor, restorationOf } from './task-lib/etcd/restoration.ts'
export { decide, isRefusal } from './task-lib/etcd/roles/roles.ts'
export { etcdDataParams, flagOf, walDirectoryOf } from './task-lib/etcd/settings.ts'
export { readSnapshot } from './task-lib/etcd/snapshot-file.ts'
export type { Survey } from './task-lib/etcd/survey.ts'
export { minorOf } from './task-lib/etcd/version.ts'
export {
  attributeParams,
  attributesIn,
  compareAttributes,
  differs,
  fileParams,
  knownAttributes,
  setAttributes,
  UNSUPPORTED_SECURITY,
} from './task-lib/files/attributes.ts'
export { contentOf, digestHex, digestOf, type FileContent } from './task-lib/files/content.ts'
export {
  type CheckedCopy,
  placeOfCopy,
  planCopiedTree,
  wantedCopy,
  withParents,
} from './task-lib/files/copies.ts'
export { describeState, KIND_NAMES } from './task-lib/files/describe-state.ts'
export {
  planEditedFile,
  putEditedFile,
  refuseRestless,
} from './task-lib/files/edit-file.ts'
export { type EditedFile, planEdited, readEdited } from './task-lib/files/edited-file.ts'
export {
  contentOfHost,
  contentOfLocal,
  namesInDirectory,
  treeOfHost,
  treeOfProject,
} from './task-lib/files/entries.ts'
export { existingPath } from './task-lib/files/existing-path.ts'
export { explainFiles } from './task-lib/files/explain-files.ts'
export { isTime, pinnedTimes, planTimes, timesOf } from './task-lib/files/file-times.ts'
export { planHardLink, planLink } from './task-lib/files/links.ts'
export { ensuredDirectory } from './task-lib/files/missing-parents.ts'
export { resolveMode } from './task-lib/files/mode.ts'
export {
  type CheckedPath,
  pathOf,
  pathOutputs,
  planPathAttributes,
  throughLink,
} from './task-lib/files/path-attributes.ts'
export { type PathPlan, pathScript } from './task-lib/files/path-scripts.ts'
export { type FilePlan, fileOptionsIn, planFile } from './task-lib/files/plan-file.ts'
export { isProtected, lexical } from './task-lib/files/protected-paths.ts'
export { putFile, putFilesTogether, setSecurity } from './task-lib/files/put-file.ts'
export { putTree } from './task-lib/files/put-tree.ts'
export { digestOfLocal, receiveFile } from './task-lib/files/receive-file.ts'
export { regexParam } from './task-lib/files/regex-param.ts'
export { fileRemoval, removeFiles } from './task-lib/files/remove-files.ts'
export { securityOf } from './task-lib/files/security.ts'
export { makeParents, parentOf, privateFolder, temporaryFolder } from './task-lib/files/staging.ts'
export { compareTree } from './task-lib/files/tree-attributes.ts'
export { iptablesWords } from './task-lib/firewalls/iptables-rule.ts'
export {
  type Chain,
  chainState,
  iptablesCommand,
  iptablesResource,
  ruleIsPresent,
} from './task-lib/firewalls/iptables-state.ts'
export {
  relativePosition,
  ruleCommand,
  ruleWords,
  type UfwRule,
} from './task-lib/firewalls/ufw-command.ts'
export { refuseRule, shownRules, ufwCounts, ufwForecast } from './task-lib/firewalls/ufw-rules.ts'
export {
  type UfwDirection,
  type UfwSettings,
  ufwResource,
  ufwSettings,
} from './task-lib/firewalls/ufw-settings.ts'
export { archiveFormat, writeArchive } from './task-lib/git/archive.ts'
export { bringRepository } from './task-lib/git/bring.ts'
export { mayChangeRepository } from './task-lib/git/git-plan.ts'
export { planClone, remoteCommit } from './task-lib/git/plan-clone.ts'
export { planUpdate } from './task-lib/git/plan-update.ts'
export { addressFault } from './task-lib/git/repo-address.ts'
export { requestOf } from './task-lib/git/request.ts'
export { seeRepository } from './task-lib/git/see-repository.ts'
export { versionFault } from './task-lib/git/version.ts'
export { groupAddition, hostAddition } from './task-lib/inventory-additions.ts'
export { jobFields, jobResult, NO_JOB } from './task-lib/jobs.ts'
export { KNOWN_AFTER_APPLY } from './task-lib/known-after-apply.ts'
export { mayChangeFiles, mayChangeIn } from './task-lib/may-change.ts'
export { hasFlags, isMountedFrom, type Mount, mountResource, mountsAt } from './task-lib/mounts.ts'
export { APT_LISTS, runApt, withoutStarts } from './task-lib/packages/apt-get.ts'
export { aptKeyrings, KEYRING_PARTS, MAIN_KEYRING, wantedKeyring } from './task-lib/packages/apt-keyrings.ts'
export { aptOptions, removalVerb, removalWords, upgradeWords } from './task-lib/packages/apt-options.ts'
export { debAspect, packageAspects } from './task-lib/packages/apt-packages.ts'
export {
  type AptAspect,
  type AptPlan,
  mergeAptPlans,
  NO_ASPECT,
  NO_STEPS,
} from './task-lib/packages/apt-plan.ts'
export { packageChange, simulateApt } from './task-lib/packages/apt-simulation.ts'
export { bareName, isPackageSpec, wishesOf } from './task-lib/packages/apt-wishes.ts'
export { refuseDowngrade, runDnf } from './task-lib/packages/dnf-commands.ts'
export {
  DNF_METADATA,
  groupStep,
  NEWEST_VERSION,
  packageStep,
  unneededPackages,
} from './task-lib/packages/dnf-steps.ts'
export { givenKeys, isGiven } from './task-lib/packages/given-keys.ts'
export { isInstalledAsLocked } from './task-lib/packages/npm-lock.ts'
export { type NpmPlace, npmOutdated, npmPackages, npmScript } from './task-lib/packages/npm-packages.ts'
export { fetcherFor, fetchFiles } from './task-lib/packages/release-files.ts'
export { installPrograms } from './task-lib/packages/release-install.ts'
export {
  type ReleaseProgram,
  readReceipt,
  receiptTitle,
  writeReceipt,
} from './task-lib/packages/release-receipt.ts'
export { repoSettings, yumSettings } from './task-lib/packages/yum-settings.ts'
export { type AuthorityChange, authorityChange, CFSSL_LASTS } from './task-lib/pki/authority-change.ts'
export {
  authorityPrefix,
  certificateChange,
  certificateInputs,
  profileOf,
} from './task-lib/pki/certificate-change.ts'
export { certificateOutputs } from './task-lib/pki/certificate-outputs.ts'
export { howFarOff, refuseWrongClock } from './task-lib/pki/clock.ts'
export {
  commonName,
  commonNameOf,
  pkiName,
  readProfile,
  readRequest,
  requestParams,
  usagesParam,
} from './task-lib/pki/documents.ts'
export { duration, milliseconds } from './task-lib/pki/duration.ts'
export {
  certificatePrefix,
  closeKey,
  documentChange,
  issuedFiles,
  makeDirectory,
  mayIssue,
  openKeyChange,
  type PkiFiles,
  readPki,
  runCfssl,
  unissued,
  writeIssued,
} from './task-lib/pki/files.ts'
export { issueAuthority, issueCertificate } from './task-lib/pki/forge.ts'
export { armored, type KeyBlock, keysIn } from './task-lib/pki/openpgp.ts'
export { isIssuedBy, keyMatches, viewCertificate } from './task-lib/pki/view.ts'
export {
  contextResource,
  contextRule,
  substituteOf,
  substituteResource,
} from './task-lib/selinux/file-contexts.ts'
export {
  isSelinuxOn,
  requireSelinuxTools,
  SELINUX_MODE,
  selinuxMode,
} from './task-lib/selinux/mode.ts'
export { semanageLines } from './task-lib/selinux/semanage-lines.ts'
export { type UnitAspect, type UnitVerb, unitAspects } from './task-lib/services/unit-aspects.ts'
export { unitFailure } from './task-lib/services/unit-failure.ts'
export { unitDirectory, unitFile, unitFileParams, unitName } from './task-lib/services/unit-file-params.ts'
export { enablingOf } from './task-lib/services/unit-files.ts'
export { staysUp } from './task-lib/services/unit-running.ts'
export { unitCommand, unitText, unitVerification, unitWord } from './task-lib/services/unit-text.ts'
export {
  FILESYSTEM_TYPES,
  type FilesystemType,
  growthRoom,
} from './task-lib/storage/filesystem-types.ts'
export {
  type LogicalVolume,
  type VolumeGroup,
  volumeResource,
  volumesOf,
} from './task-lib/storage/logical-volume.ts'
export { devices, lvmName, requireLvm } from './task-lib/storage/lvm.ts'
export {
  type Disk,
  diskResource,
  diskState,
  type Partition,
  placeOnDisk,
} from './task-lib/storage/partition-table.ts'
export { filesystemResource, signatureOn } from './task-lib/storage/signature.ts'
export { type GroupState, groupResource, groupState } from './task-lib/storage/volume-group.ts'
export { readVolumeSize, wantedBytes } from './task-lib/storage/volume-size.ts'
export { type Incoming, planPull, receiveAll } from './task-lib/sync/pull.ts'
export { type PushPlan, planPush, putPush } from './task-lib/sync/push.ts'
export { readRsyncOptions } from './task-lib/sync/rsync-options.ts'
export { nameForSource, readSourceLine, withoutSource, withSource } from './task-lib/text/apt-sources.ts'
export { editKeys, keyFault, parseKeys } from './task-lib/text/authorized-keys.ts'
export { commaList } from './task-lib/text/comma-list.ts'
export { type CrontabEntry, editCrontab, namesIn } from './task-lib/text/crontab.ts'
export { isCryptString } from './task-lib/text/crypt-string.ts'
export { deb822Text } from './task-lib/text/deb822.ts'
export { type BlockEdit, editBlock } from './task-lib/text/edit-block.ts'
export { editIni, type IniEdit } from './task-lib/text/edit-ini.ts'
export { editLines, type LineEdit, whyRestless } from './task-lib/text/edit-lines.ts'
export { TEXT_ENCODINGS, textIn, textOf } from './task-lib/text/file-text.ts'
export { type FstabEntry, fstabEntries, withFstabEntry, withoutFstabEntry } from './task-lib/text/fstab.ts'
export { editKnownHosts, namesHost, readKnownHosts } from './task-lib/text/known-hosts.ts'
export { joinLines, splitLines } from './task-lib/text/lines.ts'
export { type Replacement, replaceMatches } from './task-lib/text/replace-matches.ts'
export { withoutRepo, withRepo } from './task-lib/text/yum-repos.ts'
export { crontabResource, crontabTitle, installCrontab, userCrontab } from './task-lib/user-crontab.ts'
export { onlyRunTells } from './values/unknown.ts'
