"""The door to everything that writes about people; each room of the work stands in its own file."""

from learning.people.accounts import (
    accept_invitation,
    add_person,
    change_language,
    change_profile,
    correct_name,
    invite,
    make_setup_link,
    withdraw_invitation,
)
from learning.people.closing import close_account, open_account
from learning.people.designing import set_certificate_look
from learning.people.helping import add_contact, change_contact, retire_contact
from learning.people.offices import hand_over, invite_successor, take_office
from learning.people.own_passwords import change_password, choose_password, replace_password
from learning.people.planning import plan_cohort
from learning.people.serving import begin_rotation, join_cohort, make_cohort, register_learner, set_authority
from learning.people.signing_in import (
    Candidate,
    Refused,
    SignedIn,
    begin_session,
    give_password,
    record_failure,
    reset_password,
    sign_in,
    sign_in_candidate,
    sign_out,
    touch_session,
)
from learning.people.slips import print_picture_slips, print_slips, use_slip

__all__ = [
    "Candidate",
    "Refused",
    "SignedIn",
    "accept_invitation",
    "add_contact",
    "add_person",
    "begin_rotation",
    "begin_session",
    "change_contact",
    "change_language",
    "change_password",
    "change_profile",
    "choose_password",
    "close_account",
    "correct_name",
    "give_password",
    "hand_over",
    "invite",
    "invite_successor",
    "join_cohort",
    "make_cohort",
    "make_setup_link",
    "open_account",
    "plan_cohort",
    "print_picture_slips",
    "print_slips",
    "record_failure",
    "register_learner",
    "replace_password",
    "reset_password",
    "retire_contact",
    "set_authority",
    "set_certificate_look",
    "sign_in",
    "sign_in_candidate",
    "sign_out",
    "take_office",
    "touch_session",
    "use_slip",
    "withdraw_invitation",
]
