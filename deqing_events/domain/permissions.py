"""What each role may do, whatever its bounds; deqing_events.domain.roles says how far it reaches."""

from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    """Staff roles of domain.md §2.2 that sign in."""

    COUNTY_STAFF = "county_staff"
    TOWNSHIP_ADMIN = "township_admin"
    ORGANISER = "organiser"
    UNIT_CLERK = "unit_clerk"
    JUDGE = "judge"
    SCOREKEEPER = "scorekeeper"
    CALL_OFFICER = "call_officer"
    GROUP_LEADER = "group_leader"
    CHIEF_JUDGE = "chief_judge"
    ENCRYPTION_OFFICER = "encryption_officer"
    SUPERVISOR = "supervisor"
    ARBITER = "arbiter"
    AUDITOR = "auditor"
    SYSADMIN = "sysadmin"


class Permission(StrEnum):
    """Names that routes ask for."""

    EVENTS_VIEW = "events_view"
    EVENTS_CREATE = "events_create"
    EVENTS_EDIT = "events_edit"
    REGISTRATIONS_VIEW = "registrations_view"
    REGISTRATIONS_EDIT = "registrations_edit"
    CHECKIN_MANAGE = "checkin_manage"
    CONTESTS_EDIT = "contests_edit"
    MARKS_ENTER = "marks_enter"
    PAPERS_ENTER = "papers_enter"
    PAPERS_SETTLE = "papers_settle"
    CALL_ROOM = "call_room"
    CODES_GIVE = "codes_give"
    RESULTS_PUBLISH = "results_publish"
    APPEALS_RULE = "appeals_rule"
    CONTEST_CONTROL = "contest_control"
    MARKS_LOCK = "marks_lock"
    MARKS_REOPEN = "marks_reopen"
    RESULTS_SIGN = "results_sign"
    RESULTS_UNBLIND = "results_unblind"
    SAMPLE_CHECK = "sample_check"
    REPORTS_VIEW = "reports_view"
    ROSTER_VIEW = "roster_view"
    ROSTER_IMPORT = "roster_import"
    UNIT_VIEW = "unit_view"
    UNIT_CONFIRM = "unit_confirm"
    PEOPLE_ENTER = "people_enter"
    FULL_PERSONAL_DATA = "full_personal_data"
    AUDIT_VIEW = "audit_view"
    ACCOUNTS_MANAGE = "accounts_manage"
    MESSAGES_VIEW = "messages_view"
    PRIVACY_VIEW = "privacy_view"
    PRIVACY_REVIEW = "privacy_review"
    PROMOTIONS_MANAGE = "promotions_manage"
    HONOURS_MANAGE = "honours_manage"
    WORKDAYS_EDIT = "workdays_edit"
    ARCHIVE_REOPEN = "archive_reopen"


_EVENT_WORK = frozenset(
    {
        Permission.EVENTS_VIEW,
        Permission.EVENTS_EDIT,
        Permission.REGISTRATIONS_VIEW,
        Permission.REGISTRATIONS_EDIT,
        Permission.CHECKIN_MANAGE,
        Permission.CONTESTS_EDIT,
        Permission.MARKS_ENTER,
        Permission.PAPERS_ENTER,
        Permission.PAPERS_SETTLE,
        Permission.CALL_ROOM,
        Permission.RESULTS_PUBLISH,
        Permission.CONTEST_CONTROL,
        Permission.SAMPLE_CHECK,
    }
)

_CHECKING = frozenset({Permission.CONTEST_CONTROL, Permission.RESULTS_SIGN, Permission.SAMPLE_CHECK})

ROLE_PERMISSIONS: Mapping[Role, frozenset[Permission]] = {
    Role.COUNTY_STAFF: _EVENT_WORK
    | {
        Permission.EVENTS_CREATE,
        Permission.MARKS_REOPEN,
        Permission.ARCHIVE_REOPEN,
        Permission.PEOPLE_ENTER,
        Permission.REPORTS_VIEW,
        Permission.ROSTER_VIEW,
        Permission.ROSTER_IMPORT,
        Permission.FULL_PERSONAL_DATA,
        Permission.MESSAGES_VIEW,
        Permission.PRIVACY_VIEW,
        Permission.PRIVACY_REVIEW,
        Permission.PROMOTIONS_MANAGE,
        Permission.HONOURS_MANAGE,
        Permission.WORKDAYS_EDIT,
    },
    Role.TOWNSHIP_ADMIN: _EVENT_WORK
    | {
        Permission.EVENTS_CREATE,
        Permission.MARKS_REOPEN,
        Permission.ARCHIVE_REOPEN,
        Permission.PEOPLE_ENTER,
        Permission.REPORTS_VIEW,
        Permission.ROSTER_VIEW,
    },
    Role.ORGANISER: _EVENT_WORK,
    Role.UNIT_CLERK: frozenset({Permission.UNIT_VIEW, Permission.UNIT_CONFIRM, Permission.PEOPLE_ENTER}),
    Role.JUDGE: frozenset({Permission.MARKS_ENTER, Permission.RESULTS_SIGN}),
    Role.SCOREKEEPER: frozenset({Permission.PAPERS_ENTER}),
    Role.CALL_OFFICER: frozenset({Permission.CALL_ROOM}),
    Role.ENCRYPTION_OFFICER: frozenset({Permission.CODES_GIVE}),
    Role.GROUP_LEADER: _CHECKING,
    Role.CHIEF_JUDGE: _CHECKING
    | {Permission.MARKS_LOCK, Permission.MARKS_REOPEN, Permission.RESULTS_UNBLIND, Permission.PAPERS_SETTLE},
    Role.SUPERVISOR: _CHECKING | {Permission.RESULTS_UNBLIND},
    Role.ARBITER: frozenset({Permission.APPEALS_RULE}),
    Role.AUDITOR: frozenset(
        {Permission.AUDIT_VIEW, Permission.REPORTS_VIEW, Permission.EVENTS_VIEW, Permission.PRIVACY_VIEW}
    ),
    Role.SYSADMIN: frozenset({Permission.ACCOUNTS_MANAGE}),
}
