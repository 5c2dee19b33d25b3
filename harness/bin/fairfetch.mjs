#!/usr/bin/env node
/** npm links the programs of a workspace's packages, not those of its root: this is the root's, for `npx fairfetch`. */
import '../../tools/bootstrap.mjs';
