# What each probe does, in Ruby's sqlite3; see ../README.md.
require "sqlite3"

COUNT = "SELECT count(*) FROM cf_paygo_usage WHERE account_id = ? AND charge_date >= ?"

def connect
  db = SQLite3::Database.new(":memory:")
  db.enable_load_extension(true)
  db.load_extension(ENV["CF_BILLING"])
  db
end

def version
  puts connect.get_first_value("SELECT sqlite_version()")
  puts "Ruby #{RUBY_VERSION}, sqlite3 #{SQLite3::VERSION}"
end

# The gem holds Ruby's lock while SQLite works: one query waits for the other.
def threads(first, second, day)
  workers = [first, second].map do |account|
    Thread.new { connect.get_first_value(COUNT, [account, day]) }
  end
  puts workers.map(&:value).join(" ")
end

def timeout(account, day)
  db = connect
  db.execute("SELECT cf_config('timeout', 1), cf_config('max_retries', 0)")
  db.get_first_value(COUNT, [account, day])
rescue SQLite3::Exception => error
  puts "#{error.class}: #{error.message}"
end

def abandon(account, day)
  statement = connect.prepare(COUNT.sub("count(*)", "*"))
  statement.execute([account, day]).next
  puts "1 row read"
  exit 0
end

send(*ARGV)
