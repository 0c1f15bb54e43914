// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/drill/agent.hpp"
#include "haetae/drill/histogram.hpp"
#include "haetae/drill/people.hpp"
#include "haetae/drill/reply.hpp"
#include "haetae/drill/socket.hpp"

namespace haetae::bench {

// The clients are those of the drills.
using drill::Agent;
using drill::authorize_path;
using drill::field_of;
using drill::fields_of;
using drill::get_text;
using drill::Histogram;
using drill::kakao_token;
using drill::kFormType;
using drill::kJsonType;
using drill::parse_reply;
using drill::ParsedReply;
using drill::Person;
using drill::post_text;
using drill::query_value;
using drill::redeem_form;
using drill::refresh_form;
using drill::Reply;
using drill::ReplyState;
using drill::settle;
using drill::Site;
using drill::Socket;
using drill::Target;

}  // namespace haetae::bench
