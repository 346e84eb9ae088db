-- Requests the files of a list in turn. The argument is the list's path; each line is a path, a tab and a User-Agent.
local requests = {}
local last = 0

function init(args)
  for line in io.lines(args[1]) do
    local path, agent = line:match("^(.-)\t(.*)$")
    requests[#requests + 1] = wrk.format("GET", path, { ["Host"] = wrk.host, ["User-Agent"] = agent })
  end
end

function request()
  last = last % #requests + 1
  return requests[last]
end

function done(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format(
    '\n{"requests":%d,"microseconds":%d,"failed":%d,"medianMicroseconds":%d,"p99Microseconds":%d}\n',
    summary.requests, summary.duration, failed, latency:percentile(50), latency:percentile(99)))
end
