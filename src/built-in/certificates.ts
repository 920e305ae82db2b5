/** For the built-in task types: certificates and keys. It may change at any time. */

export { contentParams, placeParams, remakingAction } from '../task-lib/files/generated-file-params.ts'
export { type AuthorityChange, authorityChange, CFSSL_LASTS } from '../task-lib/pki/authority-change.ts'
export {
  authorityPrefix,
  certificateChange,
  certificateInputs,
  profileOf,
} from '../task-lib/pki/certificate-change.ts'
export { CERTIFICATE_OUTPUTS, certificateOutputs } from '../task-lib/pki/certificate-outputs.ts'
export { clockDeviation, refuseWrongClock } from '../task-lib/pki/clock.ts'
export {
  commonName,
  commonNameOf,
  pkiName,
  readProfile,
  readRequest,
  requestParams,
  usagesParam,
} from '../task-lib/pki/documents.ts'
export { duration, milliseconds } from '../task-lib/pki/duration.ts'
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
} from '../task-lib/pki/files.ts'
export { issueAuthority, issueCertificate } from '../task-lib/pki/forge.ts'
export { armored, type KeyBlock, keysIn } from '../task-lib/pki/openpgp.ts'
export { isIssuedBy, keyMatches, viewCertificate } from '../task-lib/pki/view.ts'
export { archivePem, isSameArchive } from '../task-lib/x509/archive-content.ts'
export { type Certificate, newCertificate, readCertificate } from '../task-lib/x509/certificate.ts'
export {
  certificateExtensions,
  compareWithWanted,
  holderOf,
} from '../task-lib/x509/certificate-change.ts'
export { certificateInfo, describedCertificate } from '../task-lib/x509/certificate-info.ts'
export {
  certificateFields,
  timeParam,
  timesIn,
  withCertificateRules,
} from '../task-lib/x509/certificate-params.ts'
export { compareRequest, describedRequest, wantedRequest } from '../task-lib/x509/compare-request.ts'
export { UNSUPPORTED_BACKEND } from '../task-lib/x509/crypto-backend.ts'
export { dhParamBits, newDhParams } from '../task-lib/x509/dh-params.ts'
export { fingerprintsOf, publicDer } from '../task-lib/x509/fingerprints.ts'
export { isNewContent, NEW_CONTENT } from '../task-lib/x509/host-file.ts'
export { decideKey, REGENERATE, writtenFormat } from '../task-lib/x509/key-decision.ts'
export {
  CURVE_NAMES,
  describedKey,
  describedKeyParams,
  FIXED_TYPES,
  newPrivateKey,
  privateKeyFile,
} from '../task-lib/x509/new-key.ts'
export { numberOf } from '../task-lib/x509/numbers.ts'
export { type PrivateKey, readPrivateKey } from '../task-lib/x509/private-key.ts'
export { type Archive, readPkcs12 } from '../task-lib/x509/read-pkcs12.ts'
export { newSigningRequest, readSigningRequest } from '../task-lib/x509/request.ts'
export { requestFields, withRequestRules } from '../task-lib/x509/request-params.ts'
export { hasPrivateKey, privateKeyParams, readSigningKey } from '../task-lib/x509/signing-key.ts'
export { timeOf, timeText } from '../task-lib/x509/times.ts'
export { buildWantedArchive, readArchive } from '../task-lib/x509/wanted-archive.ts'
export { readWantedCertificate } from '../task-lib/x509/wanted-certificate.ts'
export { wantedAltNames, wantedSubject } from '../task-lib/x509/wanted-request.ts'
export { writePkcs12 } from '../task-lib/x509/write-pkcs12.ts'
