// SPDX-License-Identifier: Apache-2.0
// The only purpose of this file is to own the shared precompiled header.
