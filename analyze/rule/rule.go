// Package rule holds the branches of the decision tree, one section a file.
package rule

import "kmstriage/analyze"

// All lists every rule, in the order of the article. To add one, write its value and add its line here.
var All = []analyze.Rule{
	// front-scope, front-collection, front-get-error-code
	osUnsupported,
	office16Plus,
	unreadableArchive,
	emptyBundle,
	mixedMachines,
	hostOnly,
	notElevated,
	missingArtifact,
	filteredOnly,
	leftoverFamily,
	windowsIgnored,
	foreignEvents,
	conflict,
	ambiguousApp,
	clockOffset,
	dateOrder,
	localized,
	unknownCode,
	noAttempt,
	undetermined,
	tokenOrADOnly,
	// svc-not-started
	serviceOSPP,
	serviceSPP,
	serviceWhich,
	serviceNotInstalled,
	// office-too-old
	onlyOld,
	sideBySide,
	noOffice,
	// non-volume-license
	nonVolumeUnlicensed,
	nonVolumeLicensed,
	noVolumeRows,
	nonVolumeMixed,
	// kms-already-licensed
	alreadyLicensedOK,
	renewalFailing,
	expiring,
	adbaLicensed,
	successAfterStatus,
	staleFailures,
	// self-host-2013, self-host-2010
	selfContacted,
	selfProbable,
	selfOtherContacted,
	selfWith2013,
	selfAlone,
	// mak-already-active
	makBothKeys,
	makActive,
	makNotActivated,
	// reg-info-missing, reg-access-denied, reg-data-invalid
	regMissingRule,
	regDeniedRule,
	regInvalidRule,
	// dns-srv-not-found
	dnsSRVAbsent,
	dnsSRVPresent,
	dnsSuffix,
	dnsOverride,
	dnsUnknown,
	dnsClientRule,
	dnsNoHost,
	dnsLookupDomain,
	dnsHostView,
	// no-product-key
	noKeyFamily,
	noKeyProduct,
	noKeyNoise,
	// kms-count-low
	countSeen,
	countCodeOnly,
	countHostView,
	// kms-not-enabled
	notAnsweredPort,
	notAnsweredHost,
	notAnsweredSingle,
	notAnsweredNoDNS,
	notAnsweredUnknown,
	// host-not-activated
	hostNotActivatedMatch,
	hostNotActivatedMismatch,
	hostNotActivatedWeak,
	hostNotActivatedView,
	// host-wrong-type
	wrongTypeInSRV,
	wrongTypeNotInSRV,
	wrongTypeDNSUnknown,
	wrongTypeNoEvent,
	// host-unreachable
	unreachableSuperseded,
	win81Hotfix,
	newerWindows,
	clockSkewRule,
	unreachablePort,
	unreachableNoSRV,
	unreachableNotListed,
	unreachableMatch,
	unreachablePortUnknown,
	unreachableAmbiguous,
	unreachableDNSUnknown,
	unreachableNoEvent,
	severalSRV,
	// port-closed
	portSuspected,
	portNonstandard,
	rpcDetail,
	// nslookup-no-srv
	noSRVCause,
	noSRVContext,
	noSRVFailed,
	// host-caching-off
	cachingDisabled,
	cachingLicensed,
	// key-blocked-ignorable
	blockedIgnore,
	blockedReal,
	blockedUnattributed,
	// product-use-rights-notice
	useRightsLicensed,
	useRightsNotLicensed,
}
