-- SPDX-License-Identifier: GPL-3.0-or-later
-- For wrk: asks the addresses of the file $ADDRESSES in turn, once through, and prints what came back.
local addresses, at = {}, 0

function init()
	for line in io.lines(os.getenv("ADDRESSES")) do
		addresses[#addresses + 1] = line
	end
end

function request()
	at = at % #addresses + 1
	return wrk.format("GET", addresses[at])
end

function done(summary, latency)
	local e = summary.errors
	print(string.format("RESULT %d %d %d %.3f %.3f %.3f %.3f", summary.requests, summary.duration,
		e.connect + e.read + e.write + e.timeout + e.status, latency:percentile(50) / 1000,
		latency:percentile(90) / 1000, latency:percentile(99) / 1000, latency.max / 1000))
end
