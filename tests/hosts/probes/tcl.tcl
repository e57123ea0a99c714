# What each probe does, in Tcl's sqlite3; see ../README.md.
package require sqlite3

set count {SELECT count(*) FROM cf_paygo_usage WHERE account_id = :account AND charge_date >= :day}

proc connect {name} {
    sqlite3 $name :memory:
    $name enable_load_extension 1
    $name eval {SELECT load_extension($::env(CF_BILLING))}
}

proc version {} {
    puts [sqlite3 -version]
    puts "Tcl [info patchlevel]"
}

proc threads {first second day} {
    package require Thread
    set workers {}
    foreach account [list $first $second] {
        set worker [thread::create {
            package require sqlite3
            thread::wait
        }]
        thread::send $worker [list set account $account]
        thread::send $worker [list set day $day]
        thread::send $worker [list set count $::count]
        thread::send $worker [list proc connect [info args connect] [info body connect]]
        thread::send -async $worker {connect db; set counted [db eval $count]} counts($worker)
        lappend workers $worker
    }
    foreach worker $workers {
        upvar #0 counts results
        while {![info exists results($worker)]} { vwait ::counts($worker) }
        lappend told $results($worker)
    }
    puts $told
}

proc timeout {account day} {
    connect db
    db eval {SELECT cf_config('timeout', 1), cf_config('max_retries', 0)}
    catch {db eval $::count} message
    puts $message
}

proc abandon {account day} {
    connect db
    db eval [string map {count(*) *} $::count] row {
        puts "1 row read"
        exit 0
    }
}

{*}$argv
