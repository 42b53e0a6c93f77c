def test_readers_during_commits(room):
    """A process that searches all the time sees no error, and only whole batches."""
    batch, commits = 20, 50
    night = Night(room / "readers", program=RELEASE)
    night.configure(f"limits = {{ batch_questions = {batch}; }};")
    night.lines("a.jsonl", list(made_up(batch, words=16)))
    night.run()
    for n in range(1, commits + 1):
        night.lines(f"b{n:03d}.jsonl", [{**r, "id": f"{r['id']}-{n}"} for r in made_up(batch, words=16)])
    topics = room / "topics.tsv"
    topics.write_text("".join(f"{i}\tproefvraag\n" for i in range(1, TOPICS + 1)))
    command = [RELEASE, "search", "--db", night.db, "--plain", "--topics", topics, "--depth", "5000"]
    writer = subprocess.Popen([RELEASE, "nightly", "--json", "--config", night.config], env=environment(),
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    states, searches = set(), 0
    while writer.poll() is None:
        done = subprocess.run(command, env=environment(), capture_output=True, timeout=120)
        assert done.returncode == 0 and not done.stderr, done.stderr
        seen = {}
        for line in done.stdout.splitlines():
            topic = line.split(b" ", 1)[0]
            seen[topic] = seen.get(topic, 0) + 1
        assert len(seen) == TOPICS
        searches += TOPICS
        states.update(seen.values())
    report = json.loads(writer.stdout.read())
    assert report["commits"] >= commits and writer.returncode == 0
    assert states and all(n % batch == 0 for n in states)
    notes.append(f"readers: {searches} searches during {commits} commits, {len(states)} states seen, "
                 "no error, no half batch")
